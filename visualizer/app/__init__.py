"""The application without its looks: session, training thread, playback. QtCore only."""
