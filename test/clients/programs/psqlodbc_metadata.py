"""psqlODBC's calls for the catalog, by pyodbc: prints what they say of the lake as JSON, columns by their names."""
import json, os
import pyodbc

connection = pyodbc.connect(f"{os.environ['ODBC']};BoolsAsChar=0", autocommit=True)
cursor = connection.cursor()


def listed(rows):
    names = [column[0].lower() for column in rows.description]
    return [dict(zip(names, row)) for row in rows.fetchall()]


relations = ("Visits", "animals", "candidates", "candidates_safe", "people_test", "shipments")
told = {
    "about": [connection.getinfo(what) for what in (pyodbc.SQL_DBMS_NAME, pyodbc.SQL_DATABASE_NAME, pyodbc.SQL_USER_NAME, pyodbc.SQL_IDENTIFIER_QUOTE_CHAR)],
    "catalogs": listed(cursor.tables(catalog="%", schema="", table="")),
    "schemas": listed(cursor.tables(catalog="", schema="%", table="")),
    "tables": listed(cursor.tables(schema="public", tableType="TABLE")),
    "views": listed(cursor.tables(schema="public", tableType="VIEW")),
    "views of the gateway": listed(cursor.tables(schema="sluice", tableType="VIEW")),
    "columns": listed(cursor.columns(schema="public")),
    "columns like %\\_id": listed(cursor.columns(schema="public", column="%\\_id")),
    "keys": {name: listed(cursor.primaryKeys(name, schema="public")) for name in relations},
    "statistics": {name: listed(cursor.statistics(name, schema="public")) for name in relations},
    # A relation that is not there is an error of this one.
    "row identifiers": {name: listed(cursor.rowIdColumns(name, schema="public")) for name in relations if cursor.tables(table=name, schema="public").fetchall()},
    "foreign keys": [row for name in relations for row in listed(cursor.foreignKeys(table=name)) + listed(cursor.foreignKeys(foreignTable=name))],
    "types": listed(cursor.getTypeInfo()),
    "procedures": listed(cursor.procedures(schema="public")),
}
print(json.dumps(told, default=str))
