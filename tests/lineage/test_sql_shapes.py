"""Hard shapes of SQL, each with every edge that it has."""

import pytest
from sqlglot.optimizer.scope import build_scope

from lineage.errors import LineageError
from lineage.origins import Query
from lineage.queries import qualified_query

RELATIONS = {
    "lake.days": ("day_date", "meter", "amount", "is_good"),
    "lake.meters": ("meter", "name", "factor"),
    "lake.boxes": ("box", "parts", "words"),
    "lake.links": ("child", "parent"),
    "ephemeral.rooms": ("room", "meter"),
}
# Each line: an output column, its kind, and what it comes from; `rows` decide which rows there are.
SHAPES = {
    "renames through nested queries": (
        """
        with a as (select meter as m, amount as x from lake.days),
        b as (with a2 as (select m as n, x from a) select n, x as y from a2)
        select n as meter_id, z.y as total from (select * from b) as z
        """,
        """
        meter_id copy days.meter
        total copy days.amount
        """,
    ),
    "a name that a nested query takes again": (
        """
        with days as (select meter, amount from lake.days where is_good),
        totals as (
            with days as (select meter, factor as amount from lake.meters)
            select meter, sum(amount) as amount from days group by meter
        )
        select days.meter, days.amount, totals.amount as factor
        from days cross join totals
        """,
        """
        meter copy days.meter
        amount copy days.amount
        factor aggregate meters.factor
        rows filter days.is_good
        rows filter meters.meter
        """,
    ),
    "a union, by position": (
        """
        select meter as id, amount as value, 'day' as kind from lake.days
        union all
        select name, factor * 2, meter from lake.meters
        """,
        """
        id copy days.meter
        id copy meters.name
        value copy days.amount
        value transform meters.factor
        kind copy meters.meter
        """,
    ),
    "a union that compares its rows": (
        "select meter from lake.days union select name from lake.meters",
        """
        meter copy days.meter
        meter copy meters.name
        rows filter days.meter
        rows filter meters.name
        """,
    ),
    "three in a union, in brackets, below an alias list": (
        """
        with all_names (a_name) as (
            (select meter from lake.days union all select name from lake.meters)
            union all select words from lake.boxes
        )
        select a_name from all_names
        """,
        """
        a_name copy days.meter
        a_name copy meters.name
        a_name copy boxes.words
        """,
    ),
    "a window over an aggregate": (
        """
        select
            meter,
            sum(amount) as total,
            sum(sum(amount)) over (order by meter) as so_far,
            rank() over (order by max(day_date) desc) as place
        from lake.days group by meter
        """,
        """
        meter copy days.meter
        total aggregate days.amount
        so_far window days.amount
        so_far window days.meter
        place window days.day_date
        rows filter days.meter
        """,
    ),
    "a named window": (
        """
        select amount - avg(amount) over month as off, count(*) over month as many
        from lake.days window month as (partition by meter order by day_date)
        """,
        """
        off window days.amount
        off window days.meter
        off window days.day_date
        many window days.meter
        many window days.day_date
        """,
    ),
    "one column beside a window keeps its own kind": (
        """
        select factor + sum(amount) over (partition by d.meter) as x
        from lake.days as d join lake.meters as m on d.meter = m.meter
        """,
        """
        x transform meters.factor
        x window days.amount
        x window days.meter
        rows filter days.meter
        rows filter meters.meter
        """,
    ),
    "an aggregate with a filter": (
        "select max(struct(day_date, amount)) filter (where is_good) as last from lake.days",
        """
        last aggregate days.day_date
        last aggregate days.amount
        last aggregate days.is_good
        """,
    ),
    "a lateral view": (
        """
        select box, place, part from lake.boxes
        lateral view posexplode(split(parts, ' ')) as place, part
        """,
        """
        box copy boxes.box
        place transform boxes.parts
        part transform boxes.parts
        rows filter boxes.parts
        """,
    ),
    "a map that is exploded: keys and values apart": (
        """
        select explode(map(meter, amount, 'all', 0)) as (k, v) from lake.days
        union all select name, factor from lake.meters
        """,
        """
        k transform days.meter
        k copy meters.name
        v transform days.amount
        v copy meters.factor
        rows filter days.meter
        rows filter days.amount
        """,
    ),
    "stacked columns": (
        """
        select stack(2, meter, amount, name, factor) as (k, v)
        from lake.days cross join (select name, factor from lake.meters) as m
        """,
        """
        k transform days.meter
        k transform meters.name
        v transform days.amount
        v transform meters.factor
        rows filter days.meter
        rows filter days.amount
        rows filter meters.name
        rows filter meters.factor
        """,
    ),
    "a joined lateral query": (
        """
        select d.meter, best.factor
        from lake.days as d,
        lateral (
            select max(m.factor) as factor from lake.meters as m where m.meter = d.meter
        ) as best
        """,
        """
        meter copy days.meter
        factor aggregate meters.factor
        rows filter meters.factor
        rows filter meters.meter
        rows filter days.meter
        """,
    ),
    "fields of structs": (
        """
        with packed as (select struct(meter as m, amount as a) as pair from lake.days)
        select pair.m as meter, packed.pair.a + 1 as more from packed
        """,
        """
        meter transform days.meter
        meter transform days.amount
        more transform days.meter
        more transform days.amount
        """,
    ),
    "a join by using": (
        "select meter, amount, name from lake.days join lake.meters using (meter)",
        """
        meter transform days.meter
        meter transform meters.meter
        amount copy days.amount
        name copy meters.name
        rows filter days.meter
        rows filter meters.meter
        """,
    ),
    "a table joined with itself": (
        """
        select now.day_date, now.amount - before.amount as change
        from lake.days as now
        left join lake.days as before on now.day_date = date_add(before.day_date, 1)
        """,
        """
        day_date copy days.day_date
        change transform days.amount
        rows filter days.day_date
        """,
    ),
    "a correlated subquery": (
        """
        select d.amount, (select max(m.factor) from lake.meters as m where m.meter = d.meter) as f
        from lake.days as d
        """,
        """
        amount copy days.amount
        f aggregate meters.factor
        f transform meters.meter
        f transform days.meter
        """,
    ),
    "subqueries that filter": (
        """
        select amount from lake.days
        where meter in (select meter from lake.meters where factor > 1)
            and exists (select 1 from lake.boxes where boxes.box = days.day_date)
        """,
        """
        amount copy days.amount
        rows filter days.meter
        rows filter days.day_date
        rows filter meters.meter
        rows filter meters.factor
        rows filter boxes.box
        """,
    ),
    "a pivot by cases": (
        """
        select
            meter,
            max(case when is_good then amount end) as good,
            coalesce(sum(case when not is_good then amount end), 0) as bad
        from lake.days group by meter having count(day_date) > 1
        """,
        """
        meter copy days.meter
        good aggregate days.is_good
        good aggregate days.amount
        bad aggregate days.is_good
        bad aggregate days.amount
        rows filter days.meter
        rows filter days.day_date
        """,
    ),
    "a fold and a map with lambdas": (
        """
        select
            aggregate(parts, 0e0, (sum, one) -> sum + one, sum -> sum / size(words)) as mean,
            filter(transform(words, parts -> concat(parts, box)), one -> one.amount > 0) as found
        from lake.boxes
        """,
        """
        mean transform boxes.parts
        mean transform boxes.words
        found transform boxes.words
        found transform boxes.box
        """,
    ),
    "a merge": (
        """
        merge into lake.meters as t
        using (select meter, sum(amount) as a from lake.days group by meter) as s
        on t.meter = s.meter
        when matched then update set t.factor = s.a
        when not matched then insert (meter, factor) values (s.meter, s.a)
        """,
        """
        meter copy days.meter
        factor aggregate days.amount
        rows filter days.meter
        rows filter meters.meter
        """,
    ),
    "a merge of whole rows": (
        """
        merge into lake.meters as t using lake.links as s on t.meter = s.child
        when matched then update set * when not matched then insert *
        """,
        """
        child copy links.child
        parent copy links.parent
        """,
    ),
    "a table made from a query": (
        "create or replace table lake.new using delta as select meter from lake.days",
        "meter copy days.meter",
    ),
    "rows written by a query": (
        "insert into lake.meters select meter, name, factor from lake.meters",
        """
        meter copy meters.meter
        name copy meters.name
        factor copy meters.factor
        """,
    ),
    "a star but for columns": (
        "select * except (is_good, meter), meter as m from lake.days",
        """
        day_date copy days.day_date
        amount copy days.amount
        m copy days.meter
        """,
    ),
    "names in quotes and in capitals": (
        "select `Amount` as `The Amount`, D.METER as Meter from lake.DAYS as d",
        """
        the amount copy days.amount
        meter copy days.meter
        """,
    ),
    "values": (
        """
        select v.factor * d.amount as scaled, v.word
        from lake.days as d cross join (values (1, 'one'), (2, 'two')) as v (factor, word)
        """,
        """
        scaled transform days.amount
        word constant
        """,
    ),
    "an alias used in the same select": (
        "select amount * 2 as twice, twice + 1 as odd from lake.days",
        """
        twice transform days.amount
        odd transform days.amount
        """,
    ),
    "a query that reads itself": (
        """
        with recursive up as (
            select child, parent from lake.links
            union all
            select up.child, links.parent from up join lake.links on up.parent = links.child
        )
        select child, parent from up
        """,
        """
        child copy links.child
        parent copy links.parent
        rows filter links.parent
        rows filter links.child
        """,
    ),
    "a semi join": (
        "select amount from lake.days left semi join lake.meters on days.meter = meters.name",
        """
        amount copy days.amount
        rows filter days.meter
        rows filter meters.name
        """,
    ),
    "a join of tables in brackets": (
        """
        select d.amount, m.name
        from (lake.days as d inner join lake.meters as m on d.meter = m.meter)
        """,
        """
        amount copy days.amount
        name copy meters.name
        rows filter days.meter
        rows filter meters.meter
        """,
    ),
    "the first rows of an order": (
        "select amount from lake.days order by day_date desc limit 3",
        """
        amount copy days.amount
        rows filter days.day_date
        """,
    ),
    "distinct rows": (
        "select distinct meter, upper(name) as n from lake.meters",
        """
        meter copy meters.meter
        n transform meters.name
        rows filter meters.meter
        rows filter meters.name
        """,
    ),
    "what no column goes into": (
        "select count(*) as many, 'x' as word, cast(null as int) as none from lake.days",
        """
        many constant
        word constant
        none constant
        """,
    ),
    "columns that nobody reads": (
        """
        with unused as (select amount from lake.days where is_good)
        select name from (select name, factor as hidden from lake.meters) as m
        """,
        "name copy meters.name",
    ),
    "an ephemeral model that dbt put in": (
        """
        with __dbt__cte__rooms as (select 1 as room, 2 as meter),
        x as (select r.room, __dbt__cte__rooms.meter from __dbt__cte__rooms
            cross join __dbt__cte__rooms as r)
        select * from x
        """,
        """
        room copy rooms.room
        meter copy rooms.meter
        """,
    ),
    "the clock": (
        "select cast('2026-07-01T06:00:00+02:00' as timestamp) as as_of_at, meter from lake.days",
        """
        as_of_at constant
        meter copy days.meter
        """,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_has_exactly_its_edges(name: str, caplog: pytest.LogCaptureFixture) -> None:
    sql, expected = SHAPES[name]
    assert edges_of(sql) == sorted(line.strip() for line in expected.strip().splitlines())
    assert caplog.records == []


def edges_of(sql: str) -> list[str]:
    query = qualified_query(sql, RELATIONS)
    scope = build_scope(query)
    assert scope is not None
    asked = Query(scope)
    found = []
    for column in query.named_selects:
        origins = asked.origins(column)
        found += [f"{column} {way.kind} {short(source)}" for source, way in origins.items()]
        found += [] if origins else [f"{column} constant"]
    return sorted((*found, *(f"rows filter {short(source)}" for source in asked.filters())))


def short(source: tuple[str, str]) -> str:
    return f"{source[0].partition('.')[2]}.{source[1]}"


def test_definitions_on_the_way_are_told_nearest_first() -> None:
    query = qualified_query(
        "with t as (select meter, sum(amount) as total from lake.days group by meter), "
        "u as (select total as renamed from t) select round(renamed, 2) as r from u",
        RELATIONS,
    )
    scope = build_scope(query)
    assert scope is not None
    (way,) = Query(scope).origins("r").values()
    assert way.steps == ("ROUND(u.renamed, 2)", "SUM(days.amount)")


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select * from lake.unknown", "lake.unknown, whose columns are not known"),
        ("select * from range(10)", "the columns of the star"),
        ("select nothing from lake.days", "nothing"),
        ("selec meter from lake.days", "meter"),
        ("select (meter from lake.days", "days"),
    ],
)
def test_what_cannot_be_told_is_an_error(sql: str, says: str) -> None:
    with pytest.raises(LineageError, match=says):
        edges_of(sql)
