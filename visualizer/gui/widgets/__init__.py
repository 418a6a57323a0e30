"""The building blocks of the window: pure views that know neither session nor app."""
