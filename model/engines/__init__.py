"""The predictor on many machines: on Ray (:mod:`newsfacts.engines.ray`), on Spark (:mod:`newsfacts.engines.spark`)."""
