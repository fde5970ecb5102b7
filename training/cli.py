"""The ``newsfacts`` command. Each subcommand is thin over a plain function, imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsfacts import __version__
from newsfacts.data.corpora import CORPORA
from newsfacts.data.errors import NewsfactsError, shortened, visible
from newsfacts.data.formats import FORMATS
from newsfacts.exports.registry import TARGETS

if TYPE_CHECKING:
    from newsfacts.data.check import CheckReport
    from newsfacts.data.consistency import Finding
    from newsfacts.data.schema import Schema

__all__ = ["app", "main"]

app = typer.Typer(
    name="newsfacts",
    help="Facts from news articles: who did what, who says so, and whether it happened.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_TRAIN_EXTRA = ("accelerate", "evaluate", "scipy", "seqeval")
_FORMATS = ", ".join(FORMATS)
_TARGETS = ", ".join(TARGETS)
_PATHS = "Files, folders, FOLDER:SPLIT, or CORPUS@PATH:SPLIT"
_TEXTS = "Files (.txt, .fact, .jsonl, .parquet), folders, FOLDER:SPLIT"
SchemaOption = Annotated[
    Path | None, typer.Option("--schema", metavar="FILE", help="The annotation scheme; left out, the news scheme.")
]
CheckpointOption = Annotated[
    str | None, typer.Option("--checkpoint", metavar="DIR", help="A folder or hub id; left out, the shipped one.")
]


class Listing(StrEnum):
    """How timeline shows its rows."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class Engine(StrEnum):
    """What predict runs on."""

    local = "local"
    ray = "ray"


class Findings(StrEnum):
    """How check lists what is likely wrong."""

    table = "table"
    jsonl = "jsonl"


def main() -> None:
    """Run the command line. Input that a user can mend ends it with a short message and exit code 1."""
    # What is imported makes 190,000 objects and next to no garbage, which Python would look for 400 times.
    gc.set_threshold(20_000)
    if isinstance(sys.stdout, TextIOWrapper):  # files are UTF-8; a terminal of another encoding gets escapes
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")
    try:
        app()
    except NewsfactsError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        if package not in _TRAIN_EXTRA:
            raise
        _fail(f"this command needs the package {package}: pip install 'newsfacts[train]'")


def _fail(message: str) -> None:
    _print_error(message)
    sys.exit(1)


def _print_error(message: str) -> None:
    Console(stderr=True, soft_wrap=True).print(Text.assemble(("Error: ", "bold red"), visible(message)))


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsfacts {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def check(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=f"{_PATHS}.")],
    schema: SchemaOption = None,
    consistency: Annotated[
        bool, typer.Option("--consistency", help="List instead where annotation differs from that of like places.")
    ] = False,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="RECIPE", help="List instead what models contradict, trained on other folds."),
    ] = None,
    folds: Annotated[int, typer.Option("--folds", metavar="N", help="How many models --model trains.")] = 3,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Where --model keeps its folds, to go on after a break."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions", metavar="FILE", help="In place of --model: ready JSONL, of models not trained on these."
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key of the recipe of --model; may be given again."),
    ] = None,
    format: Annotated[
        Findings, typer.Option("--format", help="How findings are listed: table is for reading, jsonl for programs.")
    ] = Findings.table,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="For findings as jsonl; left out, standard output."),
    ] = None,
) -> None:
    """Check annotated articles, and count what is marked in them. Exit code 1 if anything is wrong."""
    from newsfacts.data.check import check as run

    if consistency:
        from newsfacts.data.consistency import check_consistency

        _list_findings(check_consistency(paths, _schema(schema)), format, output)
        return
    if model is not None or predictions is not None:
        from newsfacts.training.contradicted import check_model
        from newsfacts.training.recipe import Recipe

        recipe = Recipe.load(model, set_ or ()) if model is not None else None
        scheme = None if schema is None else _schema(schema)
        found = check_model(paths, recipe, folds=folds, folder=folder, predictions=predictions, schema=scheme)
        _list_findings(found, format, output)
        return
    if output is not None:
        raise typer.BadParameter("--output is for findings: --consistency, --model or --predictions")
    report = run(paths, _schema(schema))
    if report.articles:
        _print_counts(report)
    for line in shortened(report.faults):
        typer.echo(visible(line))
    if report.faults:
        typer.echo(f"{len(report.faults):,} {'fault' if len(report.faults) == 1 else 'faults'}")
        raise typer.Exit(1)
    typer.echo("no fault")


@app.command()
def convert(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=f"{_PATHS}.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help="A file, or a folder for one file an article.")
    ],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help=f"{_FORMATS}; left out, as each ending says. Or a corpus: {', '.join(CORPORA)}.",
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FORMAT", help=f"{_TARGETS}; left out, as the output's ending says.")
    ] = None,
    schema: SchemaOption = None,
) -> None:
    """Convert annotated articles to another format, and list what that format cannot hold."""
    from newsfacts.data.convert import convert as run

    report = run(paths, output, _schema(schema), from_, to, TARGETS)
    lossy: dict[tuple[str, ...], list[str]] = {}
    for id, lost in report.losses.items():
        lossy.setdefault(lost, []).append(id)
    for lost, ids in lossy.items():
        which = ids[0] if len(ids) == 1 else f"{len(ids):,} articles"
        typer.echo(visible(f"{which}: not kept: {', '.join(lost)}"), err=True)
    typer.echo(f"{report.articles:,} articles written to {report.output}")


@app.command()
def predict(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help=f"{_TEXTS}, or - for a text."),
    ],
    checkpoint: CheckpointOption = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help=f"{_TARGETS}; left out, as the output's ending says, or table."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="A file or folder; left out, standard output.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When articles without a date appeared.")
    ] = None,
    min_score: Annotated[
        list[str] | None,
        typer.Option(
            "--min-score",
            metavar="[NAME=]SHARE",
            help="Leave out what is less probable: 0.8, argument=0.6, ATTACK=0.7; may be given again.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on after what PATH.part, or PATH, holds; JSONL in a file, or ray.")
    ] = False,
    schema: Annotated[
        Path | None, typer.Option("--schema", metavar="FILE", help="Refuse a checkpoint of another scheme.")
    ] = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="ray: workers, on this machine or a cluster; writes a folder of shards.")
    ] = Engine.local,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Of ray: how many; left out, as many as there is room for."),
    ] = None,
    cores: Annotated[int, typer.Option("--cores", metavar="N", min=1, help="Of ray: CPU cores of a worker.")] = 1,
    gpus: Annotated[
        float, typer.Option("--gpus", metavar="N", min=0, help="Of ray: GPUs of a worker, or a share of one.")
    ] = 0,
    shard: Annotated[
        int, typer.Option("--shard", metavar="N", help="Of ray: articles a shard, a multiple of 64.")
    ] = 512,
) -> None:
    """Read the facts out of articles. Exit code 1 if a file or article could not be read; the others come through.

    An output appears when it is complete. JSONL grows line by line in PATH.part until then, which stays if the run is
    interrupted: the same command with --resume goes on after its last line. Other formats begin anew.
    """
    scheme = None if schema is None else _schema(schema)
    if engine is Engine.ray:
        from newsfacts.engines.ray import predict as run_on_ray

        if output is None:
            raise typer.BadParameter("--engine ray writes a folder: name it with --output")
        failures = run_on_ray(
            paths,
            checkpoint,
            format=format,
            output=output,
            date=date,
            min_score=_minimum(min_score),
            resume=resume,
            schema=scheme,
            workers=workers,
            cores=cores,
            gpus=gpus,
            shard=shard,
        )
    else:
        from newsfacts.predict import predict as run

        failures = run(
            paths,
            checkpoint,
            format=format,
            output=output,
            date=date,
            min_score=_minimum(min_score),
            resume=resume,
            schema=scheme,
        )
    for error in failures:
        _print_error(str(error))
    if failures:
        raise typer.Exit(1)


@app.command()
def select(
    pool: Annotated[list[str], typer.Argument(metavar="POOL...", help=f"{_TEXTS}.")],
    n: Annotated[int, typer.Option("-n", metavar="N", help="How many articles to choose.")] = 50,
    annotated: Annotated[
        list[str] | None,
        typer.Option(
            "--annotated", metavar="PATH", help="Articles annotated already, to differ from; may be given again."
        ),
    ] = None,
    checkpoint: CheckpointOption = None,
    listing: Annotated[
        Findings, typer.Option("--list", help="How the choice is listed: table is for reading, jsonl for programs.")
    ] = Findings.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="Write the chosen articles there, predicted.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="Of the output: fact, brat, labelstudio …; as its ending says."
        ),
    ] = None,
) -> None:
    """Choose the articles of a pool that teach most when annotated: unsure to the model, unlike each other."""
    from newsfacts.data.output import target_of
    from newsfacts.show import plain
    from newsfacts.training.select import select as run
    from newsfacts.training.select import write_picks

    target = None if output is None else target_of(output, format, TARGETS)
    found = run(pool, n, checkpoint, annotated=annotated or (), output=output, target=target)
    if listing is Findings.jsonl:
        write_picks(found)
    else:
        table = Table("", "article", "words", "why", box=None)
        for pick in found.picks:
            table.add_row(str(pick.rank), Text(plain(pick.id)), str(pick.words), Text(plain(pick.reason)))
        Console().print(table)
    left = f"{found.alike:,} near duplicates, {found.short:,} too short"
    typer.echo(f"{len(found.picks):,} of {found.pool:,} articles chosen; left out: {left}", err=True)
    for error in found.failures:
        _print_error(str(error))
    if found.failures:
        raise typer.Exit(1)


@app.command()
def timeline(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help=f"{_TEXTS}, or - for a text."),
    ],
    actors: Annotated[bool, typer.Option("--actors", help="Who acts: counts by role and type of event.")] = False,
    sources: Annotated[bool, typer.Option("--sources", help="Who is credited: counts by factuality.")] = False,
    checkpoint: CheckpointOption = None,
    schema: SchemaOption = None,
    format: Annotated[
        Listing, typer.Option("--format", help="table is for reading, jsonl and csv for programs.")
    ] = Listing.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Left out, standard output.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When articles without a date appeared.")
    ] = None,
) -> None:
    """Order the dated events of many articles by time, or count who acts or is credited.

    Annotated or predicted articles are taken as they are; the checkpoint reads those without annotation.
    """
    from newsfacts.timeline import timeline as run

    if actors and sources:
        raise typer.BadParameter("--actors and --sources are two tables; give one of them")
    of = "actors" if actors else "sources" if sources else "facts"
    report = run(paths, checkpoint, of=of, schema=_schema(schema), format=format.value, output=output, date=date)
    if report.undated:
        typer.echo(f"not shown: {report.undated:,} events without a date", err=True)
    for error in report.failures:
        _print_error(str(error))
    if report.failures:
        raise typer.Exit(1)


@app.command()
def info(
    checkpoint: Annotated[
        str | None, typer.Argument(metavar="CHECKPOINT", help="A folder or hub id; left out, the shipped one.")
    ] = None,
) -> None:
    """Print what a checkpoint is."""
    from newsfacts.info import info as run

    found = run(checkpoint)
    schema = found.schema
    table = Table(show_header=False, box=None)
    table.add_column()
    table.add_column(overflow="fold")
    rows = {
        "folder": str(found.folder),
        "encoder": found.encoder,
        "parameters": f"{found.parameters:,} ({found.megabytes:.1f} MB, {', '.join(found.dtypes)})",
        "backend": found.backend,
        "window": f"{found.window} subwords; facts reach {found.reach} sentences",
        "scheme": f"{schema.name}, version {schema.version}",
        "mentions": ", ".join(schema.mentions),
        "events": ", ".join(schema.events),
        "roles": ", ".join(role.name for role in schema.roles),
        "factuality": ", ".join(schema.factuality),
        "relations": ", ".join(relation.name for relation in schema.relations),
        "thresholds": ", ".join(f"{name} {value:g}" for name, value in found.thresholds.items()),
        "recipe": "recipe.yaml" if found.recipe else "not recorded",
    }
    for name, value in rows.items():
        table.add_row(name, Text(value))
    Console().print(table)


@app.command()
def train(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="A YAML file such as configs/news.yaml.")],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key: training.epochs=3; may be given again."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last state in the output folder.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove an earlier run's output first.")] = False,
    seeds: Annotated[
        int | None,
        typer.Option("--seeds", metavar="N", help="Train with N seeds, from training.seed on; keep the best."),
    ] = None,
) -> None:
    """Train a checkpoint as a recipe says."""
    from newsfacts.training.recipe import Recipe
    from newsfacts.training.seeds import SeedsReport, seeds_table, train_seeds
    from newsfacts.training.train import TrainReport
    from newsfacts.training.train import train as run
    from newsfacts.training.trainer import dev_table

    loaded = Recipe.load(recipe, set_ or ())
    report: TrainReport | SeedsReport
    if seeds is None:
        report = run(loaded, resume=resume, overwrite=overwrite)
        table = report.scores and dev_table("best epoch, tuned thresholds: development articles", report.scores)
    else:
        report = train_seeds(loaded, seeds, resume=resume, overwrite=overwrite)
        table = seeds_table(report)
    if os.environ.get("RANK", "0") == "0":  # one of several processes speaks
        if table:
            Console().print(table)
        typer.echo(f"checkpoint: {report.checkpoint}")


@app.command()
def reproduce(
    checkpoint: Annotated[
        str | None, typer.Argument(metavar="CHECKPOINT", help="A folder or hub id; left out, the shipped one.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Left out, the recipe's with -again after it.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key of its recipe; may be given again."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last state in the output folder.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove an earlier run's output first.")] = False,
) -> None:
    """Train a checkpoint again from the recipe in it, and compare. Exit code 1 if the weights differ."""
    from newsfacts.training.reproduce import reproduce as run
    from newsfacts.training.reproduce import show

    found = run(checkpoint, output, set_ or (), resume=resume, overwrite=overwrite)
    show(found, Console(soft_wrap=True))
    if not found.equal:
        raise typer.Exit(1)


@app.command()
def push(
    checkpoint: Annotated[str, typer.Argument(metavar="CHECKPOINT", help="A folder.")],
    repository: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="On the hub; made if it is not there.")],
    private: Annotated[bool, typer.Option("--private", help="If it is made, nobody else sees it.")] = False,
    revision: Annotated[
        str | None, typer.Option("--revision", metavar="BRANCH", help="Left out, main; made if it is not there.")
    ] = None,
) -> None:
    """Check a checkpoint, and upload it to the Hugging Face hub."""
    from newsfacts.hub import push as run

    typer.echo(run(checkpoint, repository, private=private, revision=revision))


@app.command()
def export(
    checkpoint: Annotated[str, typer.Argument(metavar="CHECKPOINT", help="A folder or hub id.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The new checkpoint, which is loaded as any other.")],
    backend: Annotated[
        str, typer.Option("--backend", metavar="NAME", help="openvino (pip install 'newsfacts[openvino]').")
    ],
    precision: Annotated[
        str,
        typer.Option(
            "--precision", metavar="NAME", help="int8, bf16, fp32, or auto: the fastest on the processor that loads it."
        ),
    ] = "auto",
) -> None:
    """Copy a checkpoint for a faster runtime on CPUs, which compiles its encoder when it is loaded to predict."""
    from newsfacts.export import export as run

    typer.echo(f"checkpoint: {run(checkpoint, folder, backend, precision)}")


@app.command()
def thresholds(
    checkpoint: Annotated[str, typer.Argument(metavar="CHECKPOINT", help="A folder or hub id.")],
    data: Annotated[
        list[str],
        typer.Option("--data", metavar="PATH", help=f"{_PATHS}, that it was not trained on; may be given again."),
    ],
    precision: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="The highest recall at this precision, 0.8 say; left out, the best F1."),
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER", help="argument, source, relation; left out, all three; may be given again."),
    ] = None,
    by_type: Annotated[
        bool, typer.Option("--by-type", help="With --precision: for each type of many items too.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="The new checkpoint.")] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Change the checkpoint itself.")] = False,
) -> None:
    """Fit a checkpoint's scores and choose its thresholds anew, on annotated articles; without an output, only try."""
    from newsfacts.training.retune import retune as run
    from newsfacts.training.retune import show

    report = run(
        checkpoint,
        data,
        precision=precision,
        layers=layer or (),
        by_type=by_type,
        output=output,
        in_place=in_place,
    )
    Console().print(show(report))
    typer.echo(f"checkpoint: {report.folder}" if report.folder else "nothing written: name --output or --in-place")


@app.command()
def curve(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="A YAML file such as configs/news.yaml.")],
    sizes: Annotated[str, typer.Option("--sizes", metavar="N,N,…", help="Numbers of training articles.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="A folder; the same command goes on with what it has.")
    ],
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", help="Trainings of each size, on other subsets.")] = 2,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a key: training.epochs=3; may be given again."),
    ] = None,
) -> None:
    """Train on more and more articles: scores by their number, and what they forecast."""
    from newsfacts.training.curve import curve as run
    from newsfacts.training.curve import forecast_table
    from newsfacts.training.learning import learning_table
    from newsfacts.training.recipe import Recipe
    from newsfacts.training.report import print_table

    try:
        numbers = [int(size) for size in sizes.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"--sizes {sizes}: accepted: numbers with commas between, such as 50,100,200"
        ) from None
    report = run(Recipe.load(recipe, set_ or ()), numbers, seeds, output)
    for table in (learning_table(report.curve), forecast_table(report)):
        print_table(table, Console())
    typer.echo(f"plot: {output / 'curve.html'}; points: {output / 'curve.json'}")


@app.command()
def evaluate(
    data: Annotated[list[str], typer.Option("--data", metavar="PATH", help=f"{_PATHS}; may be given again.")],
    checkpoint: CheckpointOption = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", metavar="FILE", help="Score these instead: JSONL of any system.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Write report.html, report.json, predictions.jsonl.")
    ] = None,
    curve: Annotated[
        Path | None,
        typer.Option("--curve", metavar="FILE", help="Show this learning curve, of newsfacts curve, in the report."),
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="DIR|FILE", help="A second checkpoint or JSONL of predictions.")
    ] = None,
    schema: SchemaOption = None,
) -> None:
    """Score a checkpoint, or ready predictions, on annotated articles."""
    from newsfacts.training.evaluate import evaluate as run
    from newsfacts.training.report import show

    evaluation = run(
        checkpoint,
        data,
        predictions=predictions,
        schema=_schema(schema) if schema is not None else None,
        against=against,
        report=report,
        curve=curve,
    )
    show(evaluation, Console())
    if report is not None:
        typer.echo(f"by type, and with examples: {report / 'report.html'}")


@app.command()
def agreement(
    first: Annotated[str, typer.Argument(metavar="A", help="Annotated articles: a file, a folder, or FOLDER:SPLIT.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The same articles, annotated by another.")],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Write report.html and report.json.")
    ] = None,
    only_common: Annotated[
        bool, typer.Option("--only-common", help="Leave out articles that only one of the two has.")
    ] = False,
    schema: SchemaOption = None,
) -> None:
    """Score two annotators of the same articles against each other, and count where they disagree.

    Articles are matched by id. Exit code 1 if one is missing on a side, or if its texts differ.
    """
    from newsfacts.training.agreement import agreement as run
    from newsfacts.training.agreement import show_agreement

    found = run(first, second, schema=_schema(schema), only_common=only_common, report=report)
    show_agreement(found, Console())
    if report is not None:
        typer.echo(f"by type, and the disagreements in context: {report / 'report.html'}")


def _minimum(given: list[str] | None) -> dict[str, float] | None:
    """The limits that --min-score names: NUMBER for all, or LAYER=NUMBER, TYPE=NUMBER."""
    wanted = {}
    for text in given or ():
        name, equals, number = text.rpartition("=")
        try:
            wanted[name if equals else "all"] = float(number)
        except ValueError as error:
            raise typer.BadParameter(f"--min-score {text}: accepted: 0.8, argument=0.6, ATTACK=0.7 …") from error
    return wanted or None


def _schema(path: Path | None) -> Schema:
    from newsfacts.data.schema import Schema

    return Schema.default() if path is None else Schema.load(path)


def _list_findings(found: list[Finding], format: Findings, output: Path | None) -> None:
    from newsfacts.training.suspects import show_findings, write_findings

    if format is Findings.jsonl or output is not None:
        write_findings(found, output)
    else:
        show_findings(found, Console())
    if format is Findings.table:
        typer.echo(f"{len(found):,} findings" + (f" written to {output}" if output is not None else ""))


def _print_counts(report: CheckReport) -> None:
    table = Table(title=f"{report.articles:,} articles, {report.words:,} words", title_justify="left")
    table.add_column("layer")
    table.add_column("in all", justify="right")
    table.add_column("per 100 words", justify="right")
    table.add_column("by type")
    for layer, counts in report.counts.items():
        total = report.total(layer)
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        types = Text(", ").join(Text(f"{name} {count:,}") for name, count in ranked)
        density = f"{100 * total / report.words:.1f}" if report.words and layer != "topics" else ""
        table.add_row(layer, f"{total:,}", density, types)
    Console().print(table)


if __name__ == "__main__":
    main()
