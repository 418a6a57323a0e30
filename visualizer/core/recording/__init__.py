"""What training leaves behind: the history of a run, its recorder, its storage in memory."""
