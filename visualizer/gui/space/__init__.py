"""The landscape in three dimensions: camera, surface, and what lies on it."""
