"""What stands in the docks and around the landscape: views with their switches."""
