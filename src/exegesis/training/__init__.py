"""The resumable trainer under every training: settings, batches, checkpoints, workers, records of runs."""
