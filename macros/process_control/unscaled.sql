{# A figure of a chart back in the unit of its values.

   figure: an expression. scale: a column, `log` or `linear`. #}
{% macro unscaled(figure, scale) -%}
    case
        when {{ scale }} = 'log' then sign({{ figure }}) * expm1(abs({{ figure }}))
        else {{ figure }}
    end
{%- endmacro %}
