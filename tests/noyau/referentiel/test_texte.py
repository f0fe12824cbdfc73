import pytest

from segur.noyau.referentiel.texte import en_html, en_texte


@pytest.mark.exigence("B-REM-05")
@pytest.mark.parametrize(
    ("texte", "html"),
    [
        pytest.param("", "", id="vide"),
        pytest.param("un\ndeux\n\ntrois", "<p>un<br>deux</p><p>trois</p>", id="lignes"),
        pytest.param("délai < 3 s & R&D", "<p>délai &lt; 3 s &amp; R&amp;D</p>", id="inférieur à"),
        pytest.param("si a<b et c>d", "<p>si a&lt;b et c&gt;d</p>", id="comparaison"),
        pytest.param("&Eacute;tat &lt; 3", "<p>État &lt; 3</p>", id="entités"),
        pytest.param('<p class="mb-1">a <span>b</span></p>', "<p>a b</p>", id="attributs et span"),
        pytest.param("<ul><li>a</li></ul>", "<ul><li>a</li></ul>", id="liste"),
        pytest.param("<b>a</b>\nb", "<b>a</b><br>b", id="gras sur deux lignes"),
        pytest.param('<p onclick="x()">a<script>x()</script></p>', "<p>a</p>", id="script"),
        pytest.param('<img src=x onerror="x()">a', "a", id="image"),
        pytest.param('<a href="javascript:x()">a</a>', "a", id="lien"),
        pytest.param(
            "&lt;script&gt;x()&lt;/script&gt;", "<p>&lt;script&gt;x()&lt;/script&gt;</p>", id="script échappé"
        ),
    ],
)
def test_le_texte_stocke_est_un_html_sain(texte, html):
    assert en_html(texte) == html


@pytest.mark.parametrize(
    ("texte", "nu"),
    [
        ("un\ndeux", "un\ndeux"),
        ("<p>un</p><p>d&eacute;ux</p>", "un\ndéux"),
        ("délai < 3 s &amp; plus", "délai < 3 s & plus"),
        ("<p> </p>", ""),
    ],
)
def test_le_libelle_d_une_preuve_est_un_texte_nu(texte, nu):
    assert en_texte(texte) == nu
