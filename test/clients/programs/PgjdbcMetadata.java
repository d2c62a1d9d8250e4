// pgjdbc's DatabaseMetaData, all of what is asked there: prints each answer's rows as JSON, columns by their names.
import java.sql.*;
import java.util.*;

public class PgjdbcMetadata {
  interface Ask {
    ResultSet of(DatabaseMetaData data) throws SQLException;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Ask> asked = new LinkedHashMap<>();
    asked.put("catalogs", data -> data.getCatalogs());
    asked.put("schemas", data -> data.getSchemas());
    asked.put("schemas like t%", data -> data.getSchemas(null, "t%"));
    asked.put("tableTypes", data -> data.getTableTypes());
    asked.put("tables", data -> data.getTables("lake", "public", null, null));
    asked.put("tables and views", data -> data.getTables(null, null, "%", new String[] {"TABLE", "VIEW"}));
    asked.put("tables like people\\_%", data -> data.getTables(null, "public", "people\\_%", new String[] {"TABLE"}));
    asked.put("system tables", data -> data.getTables(null, "pg_catalog", "pg_class", new String[] {"SYSTEM TABLE"}));
    asked.put("tables of another catalog", data -> data.getTables("elsewhere", null, "%", null));
    asked.put("columns", data -> data.getColumns(null, "public", "%", "%"));
    asked.put("columns like %_id", data -> data.getColumns(null, "public", "%", "%\\_id"));
    for (String table : List.of("animals", "shipments", "people_test", "candidates_safe", "candidates", "Visits")) {
      asked.put("primary key of " + table, data -> data.getPrimaryKeys(null, "public", table));
      asked.put("indexes of " + table, data -> data.getIndexInfo(null, "public", table, false, true));
      asked.put("unique indexes of " + table, data -> data.getIndexInfo(null, "public", table, true, false));
      asked.put("best row identifier of " + table, data -> data.getBestRowIdentifier(null, "public", table, DatabaseMetaData.bestRowSession, false));
      asked.put("privileges on columns of " + table, data -> data.getColumnPrivileges(null, "public", table, "%"));
    }
    asked.put("imported keys", data -> data.getImportedKeys(null, "public", "shipments"));
    asked.put("exported keys", data -> data.getExportedKeys(null, "public", "shipments"));
    asked.put("cross reference", data -> data.getCrossReference(null, "public", "shipments", null, "public", "animals"));
    asked.put("types", data -> data.getTypeInfo());
    asked.put("user-defined types", data -> data.getUDTs(null, "public", "%", null));
    asked.put("procedures", data -> data.getProcedures(null, null, "%"));
    asked.put("functions", data -> data.getFunctions(null, "public", "%"));
    asked.put("functions called lower", data -> data.getFunctions(null, "pg_catalog", "lower"));
    asked.put("columns of functions called lower", data -> data.getFunctionColumns(null, "pg_catalog", "lower", "%"));
    asked.put("privileges on tables", data -> data.getTablePrivileges(null, "public", "%"));
    asked.put("version columns", data -> data.getVersionColumns(null, "public", "shipments"));
    asked.put("client info", data -> data.getClientInfoProperties());
    Map<String, String> answers = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection(System.getenv("JDBC"))) {
      DatabaseMetaData data = connection.getMetaData();
      List<Object> about = List.of(data.getDatabaseProductName(), data.getDatabaseMajorVersion(), data.getUserName(), data.getMaxColumnNameLength(), connection.getCatalog(), connection.getSchema());
      answers.put("about", list(about));
      for (Map.Entry<String, Ask> one : asked.entrySet()) {
        try (ResultSet rows = one.getValue().of(data)) {
          answers.put(one.getKey(), rowsOf(rows));
        } catch (SQLException refused) {
          answers.put(one.getKey(), text(refused.getSQLState() + " " + refused.getMessage()));
        }
      }
      // What a statement's own result says of its columns: that, too, is asked of the system catalog.
      try (PreparedStatement statement = connection.prepareStatement("SELECT order_id, line AS number, weight, codes FROM shipments")) {
        ResultSetMetaData columns = statement.getMetaData();
        List<Object> told = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
          told.add(List.of(columns.getColumnLabel(column), columns.getColumnTypeName(column), columns.getColumnType(column), columns.getPrecision(column), columns.getScale(column)));
        }
        answers.put("columns of a result", list(told));
      }
    }
    List<String> fields = new ArrayList<>();
    answers.forEach((name, value) -> fields.add(text(name) + ":" + value));
    System.out.println("{" + String.join(",\n", fields) + "}");
  }

  static String rowsOf(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> told = new ArrayList<>();
    while (rows.next()) {
      List<String> fields = new ArrayList<>();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        fields.add(text(columns.getColumnLabel(column)) + ":" + json(rows.getObject(column)));
      }
      told.add("{" + String.join(",", fields) + "}");
    }
    return "[" + String.join(",", told) + "]";
  }

  static String json(Object value) {
    if (value == null) return "null";
    if (value instanceof Number || value instanceof Boolean) return value.toString();
    return value instanceof List<?> values ? list(values) : text(value.toString());
  }

  static String list(List<?> values) {
    return "[" + String.join(",", values.stream().map(PgjdbcMetadata::json).toList()) + "]";
  }

  static String text(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (char letter : value.toCharArray()) {
      if (letter == '"' || letter == '\\') out.append('\\').append(letter);
      else if (letter < ' ') out.append(String.format("\\u%04x", (int) letter));
      else out.append(letter);
    }
    return out.append('"').toString();
  }
}
