"""The classifiers of words that the command line trains: from two settings to an unfitted scikit-learn pipeline."""

from dataclasses import dataclass
from typing import Any

from exegesis.core.errors import unknown

FEATURES = ("tfidf", "counts", "presence")
CLASSIFIERS = ("logistic", "naive-bayes")


@dataclass(frozen=True)
class PipelineSettings:
    """What the pipeline is; the same settings and data give the same model."""

    features: str = "tfidf"
    classifier: str = "logistic"

    def __post_init__(self) -> None:
        if self.features not in FEATURES:
            raise unknown("kind of features", self.features, FEATURES)
        if self.classifier not in CLASSIFIERS:
            raise unknown("classifier", self.classifier, CLASSIFIERS)

    def pipeline(self) -> Any:
        """Not yet fitted."""
        from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.naive_bayes import MultinomialNB
        from sklearn.pipeline import make_pipeline

        is_tfidf = self.features == "tfidf"
        reader = TfidfVectorizer() if is_tfidf else CountVectorizer(binary=self.features == "presence")
        head = LogisticRegression(max_iter=1000) if self.classifier == "logistic" else MultinomialNB()
        return make_pipeline(reader, head)
