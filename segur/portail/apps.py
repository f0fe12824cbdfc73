from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "segur.portail"
    label = "portail"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from segur.portail import successions
        from segur.portail.calendriers import transitions  # noqa: F401

        successions.declarer()
