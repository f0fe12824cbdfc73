from segur.noyau.messagerie.models.courriel import Courriel
from segur.noyau.messagerie.models.diffusion import Diffusion
from segur.noyau.messagerie.models.notification import Notification
from segur.noyau.messagerie.models.preference import Preference

__all__ = ["Courriel", "Diffusion", "Notification", "Preference"]
