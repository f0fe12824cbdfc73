"""Celery application: `celery -A segur worker`, `celery -A segur beat`."""

import os

from celery import Celery

from segur import file_des_taches

file_des_taches.poser()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segur.settings")
app = Celery("segur")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
