"""WSGI entry point (gunicorn)."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segur.settings")
application = get_wsgi_application()

# Everything that lives as long as the worker is loaded now and left out of garbage collection: going through it again
# and again costs a long page a hundred milliseconds, once in a while.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
