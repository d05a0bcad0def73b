"""What the words of a header mean, in the languages of the exports that were seen."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

# Stems of words without accents, in lower case; the first that fits decides.
TRANSACTION_WORDS: Mapping[str, Sequence[str]] = {
    "value_date": (
        *("valuta", "wertstellung", "value date", "rentedatum", "date valeur", "ertekn"),
        *("date de valeur", "fecha valor", "data valuta"),
    ),
    "booked_date": (
        *("buchungstag", "buchungsdatum", "booking date", "posting date", "date processed"),
        *("transaction date", "completed date", "datum zauctovani", "bokfor"),
        *("date operation", "date de comptabilisation", "fecha", "data contabile", "boekdatum"),
        *("tranzakcio datuma", "datum verrekening", "datum", "date", "data", "dato", "tag"),
    ),
    "balance_after": ("saldo", "balance", "solde", "kontostand", "zustatek", "egyenleg", "stand"),
    "debit": (
        *("debit", "debet", "soll", "withdrawal", "paid out", "money out", "ausgabe", "uitgave"),
        *("dare", "cargo", "outflow", "belastung", "ausgang", "terhel"),
    ),
    "credit": (
        *("credit", "haben", "deposit", "paid in", "money in", "eingang", "einnahme", "avere"),
        *("abono", "inflow", "gutschrift", "jovair", "inkomst"),
    ),
    "amount": (
        *("buchungsbetrag", "betrag", "amount", "bedrag", "montant", "importe", "importo"),
        *("zauctovana castka", "castka", "osszeg", "kwota", "belopp", "belob", "cash flow"),
        *("turnover", "umsatz", "valor", "value", "sum"),
    ),
    "currency": ("wahrung", "waehrung", "currency", "munt", "devise", "mena", "devizanem", "curr"),
    "bank_transaction_id": (
        *("transaction id", "transaction reference", "referencni cislo"),
        *("volgnr", "megbizas azonosito", "reference", "record id", "buchungsreferenz"),
        *("zkb reference", "id transakce"),
    ),
    "counterparty": (
        *("empfanger", "beguenstigter", "begunstigter", "auftraggeber/", "zahlungspflicht"),
        *("payee", "naam tegenpartij", "counterparty", "partner name", "partner neve"),
        *("merchant", "nazev protiuctu", "counteraccount name", "beneficiary"),
        *("handelaar", "mottagare", "zahlungsempf", "beneficiario", "tiers", "naam", "name"),
    ),
    "category": ("kategorie", "category", "categorie", "categoria", "rubriek"),
    "description": (
        *("verwendungszweck", "description", "omschrijving", "payment reference", "zprava"),
        *("message", "kozlemeny", "booking text", "buchungstext", "libelle", "concepto"),
        *("descrizione", "memo", "details", "subject", "betreff", "transaktionsbeschreibung"),
        *("payment purpose", "toelichting", "mededeling", "text", "note", "purpose"),
    ),
    "account": (
        *("auftragskonto", "auftraggeberkonto", "iban auftraggeber", "rekeningnummer", "iban/bban"),
        *("szamlaszam", "cislo uctu", "account", "rekening", "konto", "iban", "kredietkaart"),
        *("umsatz getatigt von", "compte", "cuenta", "conto"),
    ),
}
METER_FLOWS: Mapping[str, Sequence[str]] = {
    "export": (
        *("einspeis", "export", "feed-in", "feed in", "return", "injectie", "injection"),
        *("teruglever", "invoeding", "immission", "to grid", "abgabe", "ruckliefer", "received"),
    ),
    "production": (
        *("produ", "erzeug", "pv", "solar", "opwek", "yield", "generat", "ertrag", "inverter"),
        *("tot wh out",),
    ),
    "import": (
        *("bezug", "afname", "import", "purchas", "from grid", "entnahme", "preliev", "grid"),
        *("levering", "netz", "verbruik", "verbrauch", "usage", "used", "prelevement"),
    ),
    "consumption": ("load", "consum", "eigen", "sub meter", "active energy"),
}
COMMODITIES: Mapping[str, Sequence[str]] = {
    "gas": ("gas", "ccf", "therm"),
    "water": ("water", "wasser", "acqua", "agua", "eau"),
    "heat": ("heat", "warm", "chaleur", "calor", "fernw"),
    "electricity": ("elec", "elek", "strom", "stroom", "kwh", "wh", "energ", "power", "pv"),
}
REGISTERS: Mapping[str, Sequence[str]] = {
    "low": ("low", "laag", "dal", "nacht", "night", "t1", "nt", "off-peak", "heures creuses"),
    "normal": (
        "normal",
        "normaal",
        "hoog",
        "high",
        "dag",
        "day",
        "t2",
        "ht",
        "peak",
        "heures pleines",
    ),
}
ACTIVITY_WORDS: Mapping[str, Sequence[str]] = {
    "step_count": ("step", "schritt", "stappen", "pasos", "passi", "nombre de pas", "kroky"),
    "distance": ("distance", "distanz", "entfernung", "afstand", "distancia", "strecke"),
    "active_energy": ("active cal", "active energy", "aktive kal", "active kcal", "actieve cal"),
}
SLEEP_WORDS: Mapping[str, Sequence[str]] = {
    "in_bed": ("in bed", "im bett"),
    "asleep": ("asleep", "sleep", "schlaf", "slaap", "sommeil", "sueno", "sonno"),
}
CLIMATE_WORDS: Mapping[str, Sequence[str]] = {
    "humidity_mean": ("humidity", "feuchte", "vochtigheid", "humidite", "humedad", "umidita"),
    "temperature_min": ("low", "min"),
    "temperature_max": ("high", "max"),
    "temperature_mean": ("mean", "avg", "average", "mittel", "gemiddeld", "temp"),
}
CLIMATE_SIGNS = ("temp", "outdoor", "humidity", "feuchte", "grad", "°c", "°f")
TOTALS = ("total", "summe", "gesamt", "totaal", "totale", "sum", "somme", "suma", "celkem")
UTC_WORDS = ("utc", "gmt", "zulu")
# The end of a word in a name such as TotalSteps, but not in kWh.
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")


def plain(text: str) -> str:
    """Return a text in lower case without accents, with blanks between words run together."""
    text = _CAMEL.sub(" ", text).replace("_", " ").lower().replace("ß", "ss").replace("ø", "o")
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


def says(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text holds one of some words; short ones only as a word of their own."""
    simple = plain(text)
    return any(_holds(simple, word) for word in words)


def meaning(text: str, meanings: Mapping[str, Sequence[str]]) -> str | None:
    """Return the first meaning whose words the text holds."""
    return next((name for name, words in meanings.items() if says(text, words)), None)


def best_column(names: Sequence[str], words: Sequence[str]) -> str | None:
    """Return the column that the earliest of the words names."""
    simple = [(name, plain(name)) for name in names]
    found = (name for word in words for name, text in simple if _holds(text, word))
    return next(found, None)


def _holds(text: str, word: str) -> bool:
    if len(word) > 4:
        return word in text
    end = r"(?![a-z])" if len(word) < 4 else ""
    return re.search(rf"(?<![a-z]){re.escape(word)}{end}", text) is not None
