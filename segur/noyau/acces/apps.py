from django.apps import AppConfig


class AccesConfig(AppConfig):
    name = "segur.noyau.acces"
    label = "acces"
    verbose_name = "Accès"

    def ready(self) -> None:
        # Checks register themselves when imported.
        from segur.noyau.acces import verifications  # noqa: F401
