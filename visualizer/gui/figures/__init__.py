"""Pictures without a window: the plots made afresh for a file."""
