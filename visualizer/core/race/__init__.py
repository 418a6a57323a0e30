"""Fair races: what differs, how rates are chosen, and who arrives first."""
