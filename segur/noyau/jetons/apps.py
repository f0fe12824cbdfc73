from django.apps import AppConfig


class JetonsConfig(AppConfig):
    name = "segur.noyau.jetons"
    label = "jetons"
    verbose_name = "Jetons d’API"

    def ready(self) -> None:
        """Declares the transition."""
        from segur.noyau.jetons import transitions  # noqa: F401
