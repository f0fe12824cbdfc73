# One image for web, worker, beat and migration: the command differs, see docker-compose.yml.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    SEGUR_VAR=/srv/portail/var \
    SEGUR_DOCUMENTS=/srv/documents

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent portail

WORKDIR /srv/portail
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
# The key serves this one command and stays nowhere. Folders made here give their owner to the volumes laid on them.
RUN SECRET_KEY=cle-de-construction-jamais-utilisee python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p "$SEGUR_DOCUMENTS" \
    && chown portail: "$SEGUR_VAR" "$SEGUR_DOCUMENTS"

USER portail
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "production/sonde.py", "http://localhost:8000/healthz"]
CMD ["gunicorn", "segur.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--timeout", "60", "--graceful-timeout", "30", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--worker-tmp-dir", "/dev/shm"]
