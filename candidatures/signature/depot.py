"""The default: the vendor deposits the signed copy on the portal, and no provider is asked for anything."""

from candidatures.signature.interface import Etat, FournisseurIndisponible, Signataire


class Depot:
    electronique = False

    def ouvrir(self, cle: str, intitule: str, pdf: bytes, signataire: Signataire) -> str:
        raise FournisseurIndisponible("La signature électronique n’est pas raccordée.")

    def etat(self, reference: str) -> Etat:
        raise FournisseurIndisponible("La signature électronique n’est pas raccordée.")

    def retrouver(self, cle: str) -> str | None:
        raise FournisseurIndisponible("La signature électronique n’est pas raccordée.")

    def annuler(self, reference: str) -> Etat:
        raise FournisseurIndisponible("La signature électronique n’est pas raccordée.")

    def exemplaire(self, reference: str) -> bytes:
        raise FournisseurIndisponible("La signature électronique n’est pas raccordée.")
