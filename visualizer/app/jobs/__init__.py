"""Work in the background: jobs, the one scheduler that runs them, and policies on top of it."""
