"""The commands of `exegesis confidence`."""
