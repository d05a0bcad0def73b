"""The household of examples/real_data with real files whose totals the tests compute themselves."""

import shutil
from decimal import Decimal
from pathlib import Path

from benchmarks.files_read import HOUSEHOLD, source_of
from tests.houses import House

REAL_SETS = (
    "smart_home/ha_history_wkcollis/*.csv",
    *(
        f"smart_home/energy_providers/{name}/*"
        for name in (
            *("DSMR-reader", "Enphase", "Fluvius", "GreenChoice", "MeterN", "Shelly_EM3"),
            *("SMA", "SolarEdge"),
        )
    ),
    "smart_home/energy_providers/United_Power/*.zip",
    "smart_home/green_button_vladistan/Coastal_*.xml",
    "smart_home/green_button_vladistan/ngma_natural_gas_billing_*.xml",
    "smart_home/ha_statistics_klausj1/test_both_counters.csv",
    "smart_home/hvac_baseline_wkcollis/*.csv",
    "smart_home/uci_household_daily/*.csv",
    "fitness/fitbit_fitabase_apr_may/*.csv",
    "fitness/apple_health_*/*.xml",
    "fitness/apple_health_*/*.zip",
    "fitness/oura_darya/daily.json",
    "finance/household_2015_2018/*.csv",
    "finance/ofx_ofxparse/*.ofx",
)

# What the real Dutch meter's electricity is said to cost, by the hour and day.
REAL_PRICES = {"low": Decimal("0.1837"), "normal": Decimal("0.2291"), "day": Decimal("0.4127")}
REAL_TARIFF = f"""\
tariff_id,meter_id,charge,price,currency,days,hours
night,main,per_unit,{REAL_PRICES["low"]},EUR,,23:00-07:00
night,main,per_unit,{REAL_PRICES["low"]},EUR,sat-sun,
night,main,per_unit,{REAL_PRICES["normal"]},EUR,,
night,main,per_day,{REAL_PRICES["day"]},EUR,,
"""


def new_real_house(folder: Path, real_files: Path) -> House:
    """Make the household with the sets above in its inbox, and an empty lake beside it."""
    shutil.copytree(HOUSEHOLD, folder / "house" / "household")
    (folder / "house" / "household" / "rules").mkdir()
    (folder / "house" / "household" / "rules" / "tariffs.csv").write_text(REAL_TARIFF, "utf-8")
    for path in (path for pattern in REAL_SETS for path in real_files.glob(pattern)):
        inbox = folder / "house" / "inbox" / source_of(path.relative_to(real_files))
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, inbox / path.name)
    return House(folder / "house", folder / "lake", "2026-04-06T12:00:00+00:00")
