"""The plots, each a picture of a `Frame`."""
