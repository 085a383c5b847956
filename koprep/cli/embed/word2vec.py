"""``koprep embed word2vec``: word vectors by skip-gram or CBOW."""

from __future__ import annotations

from koprep.cli import options
from koprep.cli.embed import predicting as of


def word2vec(
    ids: of.Ids,
    output: of.Output,
    method: of.Method = "skipgram",
    dim: of.Dim = 100,
    window: of.Window = None,
    min_count: of.MinCount = 5,
    negative: of.Negative = None,
    hs: of.Hs = False,
    ns_exponent: of.NsExponent = 0.75,
    subsample: of.Subsample = 1e-3,
    alpha: of.Alpha = 0.025,
    min_alpha: of.MinAlpha = 0.0001,
    fixed_window: of.FixedWindow = False,
    cbow_sum: of.CbowSum = False,
    epochs: of.Epochs = 5,
    patience: of.Patience = 0,
    workers: of.Workers = None,
    seed: of.Seed = 1,
    deterministic: of.Deterministic = False,
    continue_from: of.ContinueFrom = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Learn word vectors by word2vec: skip-gram or CBOW, negative samples or a hierarchical softmax.

    koprep embed word2vec ids.safetensors -o emb.safetensors --window 5
    """
    from koprep.cli.output import Words
    from koprep.embed import word2vec
    from koprep.embed.settings import Settings

    given = of.Given(ids, output, window, negative, workers, continue_from)
    of.check(given, method)
    settings = Settings(
        method=method,
        dim=dim,
        min_count=min_count,
        hs=hs,
        ns_exponent=ns_exponent,
        subsample=subsample,
        alpha=alpha,
        min_alpha=min_alpha,
        fixed_window=fixed_window,
        cbow_sum=cbow_sum,
        epochs=epochs,
        patience=patience,
        seed=seed,
        deterministic=deterministic,
    )
    of.learn(word2vec.NAME, given, settings, word2vec.train, Words(quiet, verbose))
