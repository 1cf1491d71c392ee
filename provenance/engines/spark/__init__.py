"""The engine for Spark: functions from data frame to data frame, and the steps of the verbs made of them.

It needs the extra ``spark``. Only the DataFrame API is used, so that Spark Connect will do.
"""
