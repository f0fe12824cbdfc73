from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "segur.portail"
    label = "portail"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready.
        from segur.portail import successions

        successions.declarer()
