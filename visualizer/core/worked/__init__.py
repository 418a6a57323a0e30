"""A step worked out as one would by hand: every number of it, as frozen data."""
