# Databricks notebook source
# MAGIC %md
# MAGIC # Rooms
# MAGIC How warm and humid the rooms were, from `gold.daily_room_climate`: by month, by weekday, and
# MAGIC the days to look at.
# MAGIC `DATABRICKS_CATALOG` names the catalog; without it, the session's own is read.

# COMMAND ----------

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

spark = SparkSession.builder.getOrCreate()
catalog = os.environ.get("DATABRICKS_CATALOG") or spark.catalog.currentCatalog()
climate = spark.table(f"{catalog}.gold.daily_room_climate")

# COMMAND ----------

# MAGIC %md
# MAGIC ## By month
# MAGIC Means of daily means; days of which less than half was covered have none and count nowhere.

# COMMAND ----------

by_month = (
    climate.groupBy("event_month", "room_id")
    .agg(
        f.count("temperature_celsius_mean").alias("count_days"),
        f.round(f.avg("temperature_celsius_mean"), 2).alias("temperature_celsius_mean"),
        f.min("temperature_celsius_min").alias("temperature_celsius_min"),
        f.max("temperature_celsius_max").alias("temperature_celsius_max"),
        f.round(f.avg("humidity_percent_mean"), 2).alias("humidity_percent_mean"),
    )
    .orderBy("room_id", "event_month")
)
by_month.show(200, truncate=False)

# COMMAND ----------

# MAGIC %md
# MAGIC ## By day of the week
# MAGIC Is somebody at home at weekends, and does the heating know?

# COMMAND ----------

by_weekday = (
    climate.groupBy(
        f.weekday("climate_date").alias("weekday"), f.date_format("climate_date", "E").alias("day")
    )
    .pivot("room_id")
    .agg(f.round(f.avg("temperature_celsius_mean"), 2))
    .orderBy("weekday")
)
by_weekday.show(truncate=False)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Days to look at
# MAGIC The ten days that left the comfort band for longest.

# COMMAND ----------

uncomfortable = (
    climate.where("comfort_percent is not null")
    .select("climate_date", "room_id", "comfort_percent", "temperature_celsius_mean")
    .orderBy("comfort_percent", "climate_date", "room_id")
    .limit(10)
)
uncomfortable.show(truncate=False)
