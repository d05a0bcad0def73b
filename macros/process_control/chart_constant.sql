{# A number of the control charts, by its name. Sources: NIST/SEMATECH e-Handbook 6.3.2 (d2, CUSUM,
   EWMA); Lucas and Saccucci, Technometrics 32 (1990), for the EWMA's width at a run length of 500;
   Iglewicz and Hoaglin (1993) for MAD; Cryer and Ryan, Journal of Quality Technology 22 (1990), for
   the variance of a mean moving range. docs/process-control.md has the reasons. #}
{% macro chart_constant(name) -%}
    {{- {
        'moving_range_d2': '1.128e0',
        'mad_scale': '1.4826e0',
        'mean_deviation_scale': '1.253314e0',
        'trim_sigmas': '5e0',
        'most_outliers': '0.1e0',
        'freedom_of_moving_range': '0.605e0',
        'freedom_of_mad': '0.37e0',
        'limit_sigmas': '3e0',
        'page_sigmas': '3.6e0',
        'cusum_slack': '0.5e0',
        'cusum_slack_of_short_baselines': '1.5e0',
        'cusum_log': '5e0',
        'cusum_page': '7e0',
        'cusum_highest': '8e0',
        'ewma_weight': '0.1e0',
        'ewma_sigmas': '2.814e0',
        'highest_step': '4e0',
        'constant_score': '100e0',
    }[name] -}}
{%- endmacro %}
