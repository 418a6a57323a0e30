"""Tables: CSV files, bundled sets and generators; choosing and scaling columns."""
