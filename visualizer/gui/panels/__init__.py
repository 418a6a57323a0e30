"""The panels that show numbers: views of a `Frame`, as the plots are."""
