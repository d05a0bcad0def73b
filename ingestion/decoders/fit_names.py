"""Names of what FIT files state as numbers.

Source: FIT profile, Garmin's FIT SDK 21.
"""

from collections.abc import Mapping, Sequence


def _numbered(names: str, more: str) -> Mapping[int, str]:
    return {**dict(enumerate(names.split())), **_paired(more)}


def _paired(pairs: str) -> Mapping[int, str]:
    words = pairs.split()
    return dict(zip(map(int, words[::2]), words[1::2], strict=True))


ACTIVITY_FILES = (4, None)
MONITORING_FILES = (15, 28, 32)
FILE_TYPES = _paired(
    "1 device 2 settings 3 sport 4 activity 5 workout 6 course 7 schedules 9 weight "
    "10 totals 11 goals 14 blood_pressure 15 monitoring 20 activity_summary 28 monitoring "
    "32 monitoring 34 segment 35 segment_list"
)
SPORTS = _numbered(
    "generic running cycling transition fitness_equipment swimming basketball soccer tennis "
    "american_football training walking cross_country_skiing alpine_skiing snowboarding rowing "
    "mountaineering hiking multisport paddling flying e_biking motorcycling boating driving golf "
    "hang_gliding horseback_riding hunting fishing inline_skating rock_climbing sailing "
    "ice_skating sky_diving snowshoeing snowmobiling stand_up_paddleboarding surfing wakeboarding "
    "water_skiing kayaking rafting windsurfing kitesurfing tactical jumpmaster boxing "
    "floor_climbing baseball",
    "53 diving 62 hiit 64 racket 65 wheelchair_push_walk 66 wheelchair_push_run "
    "67 meditation 69 disc_golf 71 cricket 72 rugby 73 hockey 74 lacrosse 75 volleyball "
    "76 water_tubing 77 wakesurfing 80 mixed_martial_arts 82 snorkeling 83 dance "
    "84 jump_rope 254 all",
)
SUB_SPORTS = _numbered(
    "generic treadmill street trail track spin indoor_cycling road mountain downhill recumbent "
    "cyclocross hand_cycling track_cycling indoor_rowing elliptical stair_climbing lap_swimming "
    "open_water flexibility_training strength_training warm_up match exercise challenge "
    "indoor_skiing cardio_training indoor_walking e_bike_fitness bmx casual_walking speed_walking "
    "bike_to_run_transition run_to_bike_transition swim_to_bike_transition atv motocross "
    "backcountry resort rc_drone wingsuit whitewater skate_skiing yoga pilates indoor_running "
    "gravel_cycling e_bike_mountain commuting mixed_surface navigate track_me map",
    "58 virtual_activity 59 obstacle 62 breathing 67 ultra 68 indoor_climbing "
    "69 bouldering 70 hiit 84 pickleball 85 padel 94 squash 95 badminton 96 racquetball "
    "97 table_tennis 254 all",
)
# Of monitoring; its numbers are not those of a session's sport.
ACTIVITY_TYPES = _numbered(
    "generic running cycling transition fitness_equipment swimming walking",
    "8 sedentary 254 all",
)
INTENSITIES = _numbered("active rest warmup cooldown recovery interval other", "")
MANUFACTURERS = _paired(
    "1 garmin 15 dynastream 23 suunto 32 wahoo_fitness 40 concept2 63 specialized "
    "69 stages_cycling 70 sigmasport 71 tomtom 73 wattbike 86 elite 89 tacx 95 stryd "
    "115 igpsport 123 polar_electro 255 development 258 lezyne 260 zwift 265 strava "
    "267 bryton 281 trainer_road 289 hammerhead 294 coros 305 whoop 310 decathlon "
    "331 mywhoosh"
)
# Messages that say how a file is built or what a device did, which no table asks for; 105 pads.
PASSED_OVER_SILENTLY = (0, 12, 21, 23, 34, 49, 103, 105, 162, 206, 207)
_MESSAGES = _paired(
    "2 device_settings 3 user_profile 4 hrm_profile 5 sdm_profile 6 bike_profile "
    "7 zones_target 8 hr_zone 9 power_zone 10 met_zone 13 training_settings 15 goal "
    "18 session 19 lap 20 record 26 workout 27 workout_step 28 schedule 30 weight_scale "
    "31 course 32 course_point 33 totals 35 software 37 file_capabilities "
    "51 blood_pressure 53 speed_zone 55 monitoring 78 hrv 80 ant_rx 101 length 132 hr "
    "142 segment_lap 158 workout_session 160 gps_metadata 216 time_in_zone "
    "227 stress_level 275 sleep_level 297 respiration_rate 312 split 313 split_summary"
)


def message_name(kind: int) -> str:
    """Return the name of a kind of message; those that Garmin does not describe share one."""
    return _MESSAGES.get(kind, "undocumented kinds")


def named(names: Mapping[int, str], value: object) -> str | None:
    """Return a name, or the number as text where none is known."""
    if not isinstance(value, int):
        return None
    return names.get(value, str(value))


def device_of(manufacturer: object, product: object, product_name: str | None) -> str | None:
    """Return what made a file: `garmin 1036`, or `coros COROS PACE 2` where it is named."""
    maker = named(MANUFACTURERS, manufacturer)
    model = product_name or (str(product) if isinstance(product, int) else None)
    parts: Sequence[str] = [part for part in (maker, model) if part]
    return " ".join(parts) or None
