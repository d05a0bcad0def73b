-- One row per commodity and month with use in known weather: the outdoor temperature below which,
-- as the twelve months before it say, the home is heated.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

-- Source: Fels, PRISM: an introduction, Energy and Buildings 9 (1986): of all base temperatures
-- that counts whose degree days explain the use best, by the least squares of a line.
with degrees as (
    select
        commodity,
        month_date,
        base,
        quantity,
        case
            when outside_temperature_celsius_mean < base
                then base - outside_temperature_celsius_mean
            else 0e0
        end as degree_days
    from (
        select *, explode(sequence(8, 22)) as base from {{ ref('daily_outdoor_use') }}
    ) as days
),

months as (
    select
        commodity,
        month_date,
        base,
        count(*) as days,
        count(case when degree_days > 0 then 1 end) as heated_days,
        sum(degree_days) as x,
        sum(quantity) as y,
        sum(degree_days * degree_days) as xx,
        sum(degree_days * quantity) as xy,
        sum(quantity * quantity) as yy
    from degrees
    group by commodity, month_date, base
),

years as (
    select
        commodity,
        month_date,
        base,
        sum(days) over the_year as days,
        sum(heated_days) over the_year as heated_days,
        sum(xx) over the_year - pow(sum(x) over the_year, 2) / sum(days) over the_year as square_x,
        sum(yy) over the_year - pow(sum(y) over the_year, 2) / sum(days) over the_year as square_y,
        sum(xy) over the_year
        - sum(x) over the_year * sum(y) over the_year / sum(days) over the_year as product
    from months
    window
        the_year as (
            partition by commodity, base order by year(month_date) * 12 + month(month_date)
            range between 12 preceding and 1 preceding
        )
),

-- A base shows where the line bends: a month of days on either side of it.
fitted as (
    select
        *,
        case
            when
                heated_days >= 30 and days - heated_days >= 30
                and product > 0 and square_x > 1e-6 and square_y > 1e-6
                then round(product * product / (square_x * square_y), 6)
        end as explained_share
    from years
),

-- Of equals the lowest base counts.
best as (
    select
        commodity,
        month_date,
        case
            when max(days) is null or max(days) < 180 then 'not_enough_data'
            when max(explained_share) >= 0.5 then 'fitted'
            else 'no_relation'
        end as base_status,
        max(struct(explained_share, 0 - base as below_zero)).below_zero as below_zero
    from fitted
    group by commodity, month_date
),

monthly_heating_bases as (
    select
        commodity,
        month_date,
        base_status,
        case when base_status = 'fitted' then cast(0 - below_zero as double) end
            as fitted_base_celsius
    from best
)

select * from monthly_heating_bases
