"""A refresh of one household by Apache Airflow 3: each step is a command of `daybook`.

Airflow knows neither dbt nor the project: DAYBOOK_COMMAND names the `daybook` of an environment
of its own. Its other variables (README.md) are those of the worker.
"""

import os
from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

DAYBOOK = os.environ.get("DAYBOOK_COMMAND", "daybook")
# Of the schedule.
TIME_ZONE = "UTC"
# After the pause that Airflow is configured to make (core.default_task_retry_delay).
TRIED_AGAIN = {"retries": 2}

with DAG(
    dag_id="daybook_refresh",
    description="Land, build, publish what passed, show it, alert.",
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz=TIME_ZONE),
    catchup=False,
    # A second refresh waits: two would wait for each other's tables.
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    tags=["daybook"],
):
    reconcile = BashOperator(
        task_id="reconcile", bash_command=f"{DAYBOOK} reconcile", **TRIED_AGAIN
    )
    # One file that cannot be read keeps no other from its numbers.
    build = BashOperator(
        task_id="build", bash_command=f"{DAYBOOK} build", trigger_rule="all_done", **TRIED_AGAIN
    )
    publish = BashOperator(task_id="publish", bash_command=f"{DAYBOOK} publish", retries=0)
    crawl = BashOperator(task_id="crawl", bash_command=f"{DAYBOOK} crawl", **TRIED_AGAIN)
    # 3: something pages, and was told.
    alert = BashOperator(
        task_id="alert",
        bash_command=f"{DAYBOOK} alert || test $? -eq 3",
        trigger_rule="all_done",
        retries=0,
    )
    # A run fails by its last tasks only, and the alert succeeds where the refresh did not.
    refreshed = EmptyOperator(task_id="refreshed")

    reconcile >> build >> publish >> crawl >> alert
    [reconcile, crawl] >> refreshed
