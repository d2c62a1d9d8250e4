"""SQLAlchemy's inspector and reflection, by the dialect that the first word names: prints what they say of the lake as JSON."""
import json, os, sys
from sqlalchemy import MetaData, Table, create_engine, func, inspect, select
from sqlalchemy.engine import make_url

driver = sys.argv[1]
engine = create_engine(make_url(os.environ["DSN_URL"].replace("postgres:", f"postgresql+{driver}:", 1)))
asked = inspect(engine)
names = asked.get_table_names() + asked.get_view_names()


def column(one):
    return [one["name"], one["type"].compile(engine.dialect), one["nullable"], one["default"], one["comment"]]


told = {
    "schemas": asked.get_schema_names(),
    "default schema": asked.default_schema_name,
    "tables": asked.get_table_names(),
    "views": asked.get_view_names(),
    "views of the gateway": asked.get_view_names(schema="sluice"),
    "materialized views": asked.get_materialized_view_names(),
    "temporary": asked.get_temp_table_names() + asked.get_temp_view_names(),
    "sequences": asked.get_sequence_names(),
    "enums": asked.get_enums(),
    "domains": asked.get_domains(),
    "foreign tables": asked.get_foreign_table_names(),
    "columns": {name: [column(one) for one in asked.get_columns(name)] for name in names},
    "keys": {name: asked.get_pk_constraint(name) for name in names},
    "foreign keys": {name: asked.get_foreign_keys(name) for name in names},
    "indexes": {name: asked.get_indexes(name) for name in names},
    "unique constraints": {name: asked.get_unique_constraints(name) for name in names},
    "check constraints": {name: asked.get_check_constraints(name) for name in names},
    "comments": {name: asked.get_table_comment(name)["text"] for name in names},
    "has": {name: asked.has_table(name) for name in ("animals", "shipments", "candidates", "candidates_safe", "visits", "Visits", "nobody")},
    "has schema": [asked.has_schema("public"), asked.has_schema("nobody")],
    "has sequence": asked.has_sequence("nobody"),
    "definition": asked.get_view_definition("candidates_safe"),
    "columns of all": sorted(name for _, name in asked.get_multi_columns()),
}

# Everything at once, as a program does that knows nothing of the lake.
whole = MetaData()
whole.reflect(engine, views=True)
told["reflected"] = {name: [one.type.compile(engine.dialect) for one in whole.tables[name].columns] for name in whole.tables}
told["reflected keys"] = {name: [one.name for one in whole.tables[name].primary_key] for name in whole.tables}
shipments = Table("shipments", MetaData(), autoload_with=engine)
view = whole.tables["candidates_safe"]
with engine.connect() as connection:
    rows = select(shipments.c.order_id, shipments.c.line, shipments.c.weight, shipments.c.codes).where(shipments.c.weight > 0).order_by(shipments.c.line)
    told["rows"] = [[*row[:2], str(row[2]), row[3]] for row in connection.execute(rows)]
    told["view has rows"] = connection.execute(select(func.count(view.c.candidate_id) > 0)).scalar()
print(json.dumps(told))
