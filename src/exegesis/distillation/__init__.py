"""Distillation: small students that learn from a teacher, before a task and on it."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "pretrain",
    "PretrainingJob",
    "pretraining_job",
    "distil_task",
    "TaskJob",
    "task_job",
    "curve_of",
    "label_curve",
]

if TYPE_CHECKING:
    from exegesis.distillation.pretraining.job import PretrainingJob, pretraining_job
    from exegesis.distillation.pretraining.running import run as pretrain
    from exegesis.distillation.task.curves import curve_of
    from exegesis.distillation.task.job import TaskJob, task_job
    from exegesis.distillation.task.label_curve import label_curve
    from exegesis.distillation.task.running import run as distil_task
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "pretrain": "pretraining.running:run",
            "PretrainingJob": "pretraining.job",
            "pretraining_job": "pretraining.job",
            "distil_task": "task.running:run",
            "TaskJob": "task.job",
            "task_job": "task.job",
            "curve_of": "task.curves",
            "label_curve": "task.label_curve",
        },
    )
