"""Agencies of the past in invented lines of French and German papers, misread by a seeded program.

    python benchmarks/old_credits.py [SHARE OF CHARACTERS MISREAD ...]

The lines are invented, and so is the scanner: it takes characters for those that look alike, loses some, and puts
spaces into words. Half of the lines ("dev") may be looked at when something is mended; the other half ("held out")
is for measuring. A mention counts where the right agency is found at a place that overlaps it (relaxed F1). Some lines
mention none, though they have the same words.
"""

from __future__ import annotations

import sys

import numpy as np

from provenance.infer.credits import read_credits

__all__ = ["figures", "misread"]

SEED = 19140628
COPIES = 12
#: What stands for {} in a line, by agency. Those in brackets, and those that are written out.
SHORT = {
    "Havas": ["Havas", "Ag. Havas"], "Wolff": ["Wolff", "W. T. B.", "WTB"], "Stefani": ["Stefani"],
    "Extel": ["Exchange", "Extel"], "Central News": ["Central News"], "INS": ["INS", "I. N. S."],
    "UPI": ["United Press", "U. P."], "Reuters": ["Reuter"], "DNB": ["DNB", "D. N. B."], "Domei": ["Domei"],
    "Fournier": ["Fournier"], "Keystone-SDA": ["ATS", "S. D. A.", "SDA"], "Europapress": ["Europapress"],
    "AFP": ["AFP"], "TASS": ["Tass"],
}  # fmt: skip
LONG_FR = {
    "Havas": ["agence Havas"], "Wolff": ["agence Wolff"], "Stefani": ["agence Stefani"],
    "Extel": ["agence Exchange Telegraph"], "Central News": ["agence Central News"],
    "UPI": ["agence United Press"], "Reuters": ["agence Reuter"], "DNB": ["agence D. N. B.", "agence DNB"],
    "Domei": ["agence Domei"], "Fournier": ["agence Fournier"], "TASS": ["agence Tass"],
    "Keystone-SDA": ["agence télégraphique suisse"], "Europapress": ["agence Europapress"],
}  # fmt: skip
LONG_DE = {
    "Havas": ["Agentur Havas"], "Wolff": ["Wolffsche Bureau", "Wolff-Büro"], "Stefani": ["Agenzia Stefani"],
    "Extel": ["Exchange Telegraph"], "Central News": ["Central News"], "UPI": ["United Press"],
    "Reuters": ["Reutersche Bureau", "Reuterbureau", "Agentur Reuter"], "DNB": ["Deutsche Nachrichtenbüro"],
    "Domei": ["Agentur Domei"], "Fournier": ["Agentur Fournier"], "TASS": ["Agentur Tass"],
    "Keystone-SDA": ["Schweizerische Depeschenagentur"], "Europapress": ["Agentur Europapress"],
}  # fmt: skip
LINES = [
    # (language, whether the name is in brackets, line): of each kind the first goes to "dev", the next is held out.
    ("fr", True, "GALVIC, 3 mai ({}). — Le conseil a voté le budget du port."),
    ("fr", True, "Brévigny, 4. ({}.) — La crue a emporté deux ponts."),
    ("fr", True, "NORDHAVEN, 12 juin. — ({}.) — Les pêcheurs ont repris la mer."),
    ("fr", True, "KARSUND, 9 avril. ({}) La grève des tramways est finie."),
    ("fr", True, "Ostervald, le 21 août. — ({}). — On signale une éclipse."),
    ("fr", True, "Valmère, 30 décembre ({}). Le préfet a reçu les délégués."),
    ("fr", True, "Le roi a quitté la ville hier au soir. ({}.)"),
    ("fr", True, "La récolte sera bonne dans toute la province. — ({})."),
    ("fr", False, "L'{} annonce que le traité sera signé lundi."),
    ("fr", False, "L'{} apprend que la flotte a quitté la rade."),
    ("fr", False, "On mande de Karsund à l'{} que le calme est revenu."),
    ("fr", False, "On télégraphie de Galvic à l'{} que les digues tiennent."),
    ("fr", False, "Selon l'{}, les pourparlers sont rompus."),
    ("fr", False, "D'après une dépêche de l'{}, le navire est perdu."),
    ("fr", False, "Une note de l'{} dément la nouvelle."),
    ("fr", False, "Le correspondant de l'{} à Valmère confirme le bruit."),
    ("de", True, "GALWICK, 3. Mai. ({}.) Der Rat nahm die Vorlage an."),
    ("de", True, "Brevig, 4. Juni. ({}) Das Hochwasser riß zwei Brücken fort."),
    ("de", True, "Nordhafen, 12. Juni. — ({}.) Die Fischer sind ausgelaufen."),
    ("de", True, "KARSUND, 9. April ({}). Der Ausstand ist beendet."),
    ("de", True, "Osterwald, 21. Aug. [{}] Man sah eine Finsternis."),
    ("de", True, "Walmer, 30. Dez. ({}.) Der Statthalter empfing die Abgeordneten."),
    ("de", True, "Der König verließ gestern abend die Stadt. ({}.)"),
    ("de", True, "Die Ernte wird in der ganzen Provinz gut. ({})"),
    ("de", False, "Wie die {} meldet, wird der Vertrag am Montag gezeichnet."),
    ("de", False, "Die {} erfährt, daß die Flotte ausgelaufen ist."),
    ("de", False, "Nach einer Meldung der {} ist der Hafen wieder offen."),
    ("de", False, "Laut {} sind die Verhandlungen abgebrochen."),
    ("de", False, "Eine Depesche der {} bestätigt den Untergang des Schiffes."),
    ("de", False, "Das {} dementiert die Nachricht."),
    ("de", False, "Der Vertreter der {} in Walmer berichtet das gleiche."),
    ("de", False, "Das {} verbreitet eine Erklärung des Ministers."),
]
NONE = [
    "M. Fournier, notaire, ouvrira la vente mardi (entrée libre).", "Herr Wolff verkauft seine Mühle am Fluß.",
    "La bourse (change et valeurs) reste ferme.", "Frau Reuter sang im Dom zum letzten Mal.",
    "Le député Stefani a parlé contre la loi (applaudissements).", "Die Presse der Stadt (drei Blätter) schweigt.",
    "Les agences de voyages ouvrent le 3 mai (lundi).", "Das Bureau der Kammer (links vom Tor) ist zu.",
    "La maison Havard (fondée en 1880) vend des pianos.", "Der Bericht des Rates (zwölf Seiten) liegt auf.",
    "On annonce de Galvic (par lettre) un froid sec.", "Nach einem Brief (aus Karsund) ist alles ruhig.",
    "GALVIC, 3 mai. (De notre correspondant.) La ville dort.", "KARSUND, 4. Juni. (Eigener Bericht.) Es regnet.",
    "Valmère, 5 juillet. (Dép. part.) Le feu est éteint.", "Walmer, 6. Juli. (Privatdepesche.) Der Brand ist aus.",
]  # fmt: skip
#: What looks alike to a scanner; each way.
ALIKE = [
    *("ec", "nu", "ao", "il", "l1", "I1", "hb", "ft", "tr", "oc", "ae", "s8", "S5", "B8", "vy", "gq", "ij", "mn", "DO"),
    *("HN", "WV", "RB", "EF", ".,"),
]


def misread(text: str, share: float, random: np.random.Generator) -> str:
    """Read a text as a poor scanner does: a share of its characters wrongly."""
    others: dict[str, list[str]] = {}
    for one, other in map(tuple, ALIKE):
        others.setdefault(one, []).append(other)
        others.setdefault(other, []).append(one)
    read = []
    for sign in text:
        if random.random() >= share or sign.isspace():
            read.append(sign)
            continue
        kind = random.random()
        if kind < 0.8 and sign in others:
            read.append(others[sign][int(random.integers(len(others[sign])))])
        elif kind < 0.9:
            read += [sign, " "] if sign.isalpha() else [sign]
        elif kind >= 0.95:
            read.append(sign + sign if sign.isalpha() else "")
    return "".join(read)


def figures(share: float, *, held_out: bool) -> dict[str, tuple[float, float, float]]:
    """Return precision, recall and F1 by language, of the lines that are held out or of the others."""
    random = np.random.default_rng(SEED + held_out)
    counts = {language: np.zeros(3) for language in ("fr", "de")}  # right, said, there
    for language, brackets, line in LINES[int(held_out) :: 2]:
        forms = SHORT if brackets else LONG_FR if language == "fr" else LONG_DE
        for agency, names in forms.items():
            for name in (names[int(random.integers(len(names)))] for _ in range(COPIES // len(LINES) + 1)):
                before, _, after = line.partition("{}")
                before, shown = misread(before, share, random), misread(name, share, random)
                text = before + shown + misread(after, share, random)
                _count(counts[language], text, agency, len(before), len(before) + len(shown))
    for number, line in enumerate(NONE[int(held_out) :: 2] * 8):
        _count(counts["fr" if number % 2 else "de"], misread(line, share, random), None, 0, 0)
    return {language: _scores(*count.tolist()) for language, count in counts.items()}


def _count(count: np.ndarray, text: str, agency: str | None, start: int, stop: int) -> None:
    found = [credit for credit in read_credits(text) if credit.agency]
    count[1] += len(found)
    count[2] += agency is not None
    count[0] += any(each.agency == agency and each.start < stop and start < each.stop for each in found)


def _scores(right: float, said: float, there: float) -> tuple[float, float, float]:
    precision, recall = right / max(1, said), right / max(1, there)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def missed(share: float) -> None:
    """Print which lines of "dev" are not read."""
    random = np.random.default_rng(SEED)
    for language, brackets, line in LINES[::2]:
        for agency, names in (SHORT if brackets else LONG_FR if language == "fr" else LONG_DE).items():
            for name in names:
                text = line.replace("{}", misread(name, share, random))
                said = [(credit.agency, credit.role) for credit in read_credits(text)]
                if [each for each, _ in said] != [agency]:
                    print(agency, said, text)


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["missed"]:
        missed(float(sys.argv[2]))
        return
    for share in [float(each) for each in sys.argv[1:]] or [0.0, 0.05, 0.1]:
        for held_out in (False, True):
            for language, (precision, recall, f1) in figures(share, held_out=held_out).items():
                print(
                    f"{share:.0%} misread, {'held out' if held_out else 'dev'}, {language}: precision {precision:.3f}, "
                    f"recall {recall:.3f}, relaxed F1 {f1:.3f}"
                )


if __name__ == "__main__":
    main()
