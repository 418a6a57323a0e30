"""The stage: keeps the time, makes frames and has the views draw them."""
