"""A year of energy: tariffs as text, readings, and the bills that plain arithmetic makes."""

import csv
import io
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
METERS = ("flat", "dual", "tiers", "spot", "gas", "shed")
BEGIN, END = (datetime(2025, 10, 1, tzinfo=ZONE), datetime(2026, 10, 1, tzinfo=ZONE))
FIRST, LATER = "2026-10-01T06:00:00Z", "2027-01-02T06:00:00Z"
HOUSEHOLD = """\
version: 1
time_zone: Europe/Amsterdam
currency: EUR
inbox: ../inbox
meters:
  - {id: flat, commodity: electricity}
  - {id: dual, commodity: electricity}
  - {id: tiers, commodity: electricity}
  - {id: spot, commodity: electricity}
  - {id: gas, commodity: gas, kilowatt_hours_per_cubic_meter: 11.2541}
  - {id: gas, commodity: gas, kilowatt_hours_per_cubic_meter: 10.8, valid_from: 2026-03-29}
  - {id: shed, commodity: electricity}
  - {id: water, commodity: water}
sources:
  power: {profile: power}
  water: {profile: water}
  market: {profile: market}
"""
PROFILES = {
    "power": """\
name: power
version: 1
reads: meter_readings
time: {column: Hour, interval_minutes: 60, zone: UTC}
values:
"""
    + "".join(
        f"  - {{column: {name}, meter: {name}, flow: import, reading: interval, "
        + (
            "commodity: gas, unit: m3}\n"
            if name == "gas"
            else "commodity: electricity, unit: kWh}\n"
        )
        for name in METERS
    ),
    "water": """\
name: water
version: 1
reads: meter_readings
time: {column: Day, formats: ["%Y-%m-%d"], zone: household}
values:
  - {column: State, meter: water, commodity: water, flow: import, unit: m3, reading: cumulative}
""",
    "market": """\
name: market
version: 1
reads: market_prices
time: {column: Hour, interval_minutes: 60, zone: UTC}
fields: {market: {constant: nl}, price: {column: Price, unit: EUR/MWh}}
""",
}
TARIFFS = """\
tariff_id,meter_id,valid_from,component,charge,price,days,hours,season,usage_from,market
one price,flat,2025-01-01,,per_unit,0.2715,,,,,
one price,flat,2025-01-01,,per_month,6.35,,,,,
day and night,dual,2025-01-01,energy,per_unit,0.4135,mon-fri,17:00-20:30,11-01/03-31,,
day and night,dual,2025-01-01,energy,per_unit,0.1988,,23:00-07:00,,,
day and night,dual,2025-01-01,energy,per_unit,0.1988,sat-sun,,,,
day and night,dual,2025-01-01,energy,per_unit,0.2711,,,,,
day and night,dual,2025-01-01,net,per_unit,0.0313,,,,,
day and night,dual,2025-01-01,,per_day,0.4321,,,,,
day and night,dual,2025-01-01,,percent,21,,,,,
new prices,dual,2026-03-29,energy,per_unit,0.1777,,02:00-05:00,,,
new prices,dual,2026-03-29,energy,per_unit,0.2999,,,,,
more is dearer,tiers,,,per_unit,0.2012,,,,0,
more is dearer,tiers,,,per_unit,0.2549,,,,100,
more is dearer,tiers,,,per_unit,0.3307,,,,250.5,
more is dearer,tiers,,peak,per_month_peak,2.5,,,,,
dearer still,tiers,2026-05-13,,per_unit,0.2222,,,,0,
dearer still,tiers,2026-05-13,,per_unit,0.2777,,,,80,
dearer still,tiers,2026-05-13,,per_unit,0.3555,,,,250.5,
dearer still,tiers,2026-05-13,peak,per_month_peak,2.5,,,,,
by the hour,spot,,energy,market,1.02,,,,,nl
by the hour,spot,,tax,per_unit,0.1228,,,,,
by the hour,spot,,,percent,9,,,,,
by its heat,gas,,energy,per_kilowatt_hour,0.0812,,,,,
by its heat,gas,,net,per_unit,0.0155,,,,,
by its heat,gas,,,percent,19,,,,,
at least so much,shed,,,per_unit,0.2315,,,,,
at least so much,shed,,,per_day,0.1,,,,,
at least so much,shed,,,per_month_minimum,120,,,,,
at least so much,shed,,,percent,5,,,,,
waterworks,water,,,per_unit,1.0432,,,,,
waterworks,water,,,per_month,7.77,,,,,
"""
# What the supplier wrote three months late: another price since August.
TARIFF_LATE = "corrected,flat,2026-08-01,,per_unit,0.3015,,,,,\n"
HOLIDAYS = "holiday_date,name\n2025-12-25,Christmas\n2026-01-01,New Year\n"
HOLIDAY_DATES = {date(2025, 12, 25), date(2026, 1, 1)}
REPLACED_ON = date(2026, 2, 10)
# In the middle of a month: from how many kWh on, and what is added to the price there.
TIERS_CHANGE_ON = date(2026, 5, 13)
TIERS, NEW_TIERS = (
    [(Decimal(above), Decimal(price)) for above, price in tiers]
    for tiers in (
        (("0", "0.2012"), ("100", "0.0537"), ("250.5", "0.0758")),
        (("0", "0.2222"), ("80", "0.0555"), ("250.5", "0.0778")),
    )
)

Hour = tuple[datetime, Decimal]
Bills = dict[str, Decimal]


def hours(first: datetime = BEGIN, last: datetime = END) -> Iterator[datetime]:
    """Yield each hour in UTC: also the one that the clock on the wall shows twice."""
    at = first.astimezone(UTC)
    while at < last:
        yield at
        at += timedelta(hours=1)


def used(meter: str, at: datetime, *, is_corrected: bool = False) -> Decimal:
    """Return the kWh, or m3, of an hour, with a pattern in which no two days are alike."""
    number = int(at.timestamp()) // 3600
    watt_hours = number * (37 + 4 * METERS.index(meter)) % 997 + number % 13 * 31
    if is_corrected and meter == "flat" and (at.year, at.month) == (2026, 7):
        watt_hours += 55
    return Decimal(watt_hours) / 1000


def market_price(at: datetime) -> Decimal:
    """Return EUR for a MWh; below zero at times."""
    return Decimal(int(at.timestamp()) // 3600 * 173 % 26000 - 4000) / 100


def dual_price(local: datetime) -> Decimal:
    """Return what the tariff of day and night says of an hour, with the network and the tax."""
    if local.date() >= date(2026, 3, 29):
        return Decimal("0.1777") if 2 <= local.hour < 5 else Decimal("0.2999")
    is_weekend = local.weekday() >= 5 or local.date() in HOLIDAY_DATES
    is_winter = local.month in (11, 12, 1, 2, 3)
    night, day, evening = Decimal("0.1988"), Decimal("0.2711"), Decimal("0.4135")
    price = night if local.hour >= 23 or local.hour < 7 or is_weekend else day
    if is_winter and not is_weekend and 17 <= local.hour < 20:
        price = evening
    elif is_winter and not is_weekend and local.hour == 20:
        price = (evening + day) / 2
    return (price + Decimal("0.0313")) * Decimal("1.21")


def of_hour(price: Callable[[datetime], Decimal]) -> Callable[[list[Hour]], Decimal]:
    return lambda month: sum((kwh * price(at) for at, kwh in month), Decimal(0))


def in_tiers(month: list[Hour]) -> Decimal:
    """Return what a month costs: its use so far chooses the tier, its day the prices."""
    used_before, cost = Decimal(0), Decimal(0)
    for at, kwh in month:
        used_until = used_before + kwh
        for above, price in NEW_TIERS if at.date() >= TIERS_CHANGE_ON else TIERS:
            # Each tier adds to the price of the one below.
            cost += max(used_until - max(used_before, above), Decimal(0)) * price
        used_before = used_until
    return cost + max((kwh for _, kwh in month), default=Decimal(0)) * Decimal("2.5")


def spot_price(at: datetime) -> Decimal:
    market = market_price(at.astimezone(UTC)) / 1000 * Decimal("1.02")
    return (market + Decimal("0.1228")) * Decimal("1.09")


def flat_price(at: datetime, *, is_corrected: bool = False) -> Decimal:
    is_new = is_corrected and at.date() >= date(2026, 8, 1)
    return Decimal("0.3015") if is_new else Decimal("0.2715")


def gas_price(local: datetime) -> Decimal:
    """Return what a m3 costs by the energy that the bill of the time says it holds."""
    kilowatt_hours = Decimal("10.8") if local.date() >= date(2026, 3, 29) else Decimal("11.2541")
    return (kilowatt_hours * Decimal("0.0812") + Decimal("0.0155")) * Decimal("1.19")


def least_bill(month: str, energy: Decimal) -> tuple[Decimal, Decimal]:
    """Return the standing charges of a month of the shed, and its bill, which is at least 126."""
    days = monthrange(int(month[:4]), int(month[5:]))[1]
    standing = cents(Decimal("0.1") * days * Decimal("1.05"))
    return standing, max(cents(energy) + standing, 120 * Decimal("1.05"))


PRICING = {
    "flat": of_hour(flat_price),
    "dual": of_hour(dual_price),
    "tiers": in_tiers,
    "spot": of_hour(spot_price),
    "gas": of_hour(gas_price),
    "shed": of_hour(lambda _: Decimal("0.2315") * Decimal("1.05")),
}


def exact_bills(meter: str, *, is_corrected: bool = False) -> Bills:
    """Return what the energy of each local month costs, as the text of the tariff says."""
    months: dict[str, list[Hour]] = defaultdict(list)
    for at in hours():
        local = at.astimezone(ZONE)
        months[f"{local:%Y-%m}"].append((local, used(meter, at, is_corrected=is_corrected)))
    price = PRICING[meter]
    if meter == "flat":
        price = of_hour(lambda at: flat_price(at, is_corrected=is_corrected))
    return {name: price(month) for name, month in months.items()}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def power_file(first: datetime, last: datetime, *, is_corrected: bool = False) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Hour", *METERS))
    for at in hours(first, last):
        amounts = (used(meter, at, is_corrected=is_corrected) for meter in METERS)
        writer.writerow((f"{at:%Y-%m-%d %H:%M}", *amounts))
    return text.getvalue()


def water_states() -> Iterator[tuple[date, int]]:
    """Yield the liters that the register shows as each day begins; another meter came in winter."""
    liters, day = 812_345, BEGIN.date()
    while day <= END.date():
        liters = 4 if day == REPLACED_ON else liters
        yield day, liters
        liters += 90 + day.toordinal() % 7 * 40
        day += timedelta(days=1)
