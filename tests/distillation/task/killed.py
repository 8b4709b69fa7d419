"""Run a small training that kills itself: `python -m tests.distillation.task.killed FOLDER STEP`. Not a test itself."""

import sys
from pathlib import Path

from tests.distillation.pretraining.killed import kill_in_step
from tests.distillation.task.test_running import job_in

from exegesis.distillation.task.running import run

if __name__ == "__main__":
    kill_in_step(int(sys.argv[2]))
    run(job_in(Path(sys.argv[1]), "killed"), resume=True)
