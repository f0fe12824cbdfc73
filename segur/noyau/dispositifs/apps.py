from django.apps import AppConfig


class DispositifsConfig(AppConfig):
    name = "segur.noyau.dispositifs"
    label = "dispositifs"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; thresholds are declared when imported.
        from segur.noyau.dispositifs import preuves  # noqa: F401
