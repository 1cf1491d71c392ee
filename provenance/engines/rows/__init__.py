"""Steps of jobs as functions from rows to rows, for engines that move rows between processes: Spark, and shards."""
