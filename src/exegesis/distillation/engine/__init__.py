"""The trainer of long runs: any effective batch, several processes, checkpoints that survive a kill, resuming."""
