// pgjdbc: parameters of each type, fetch sizes, statements executed often enough to be prepared by name, cancel, autosave, COPY, errors.
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.*;
import java.util.*;
import java.util.concurrent.*;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.jdbc.PgConnection;

public class Pgjdbc {
  static void check(boolean holds, Object what) {
    if (!holds) throw new AssertionError(String.valueOf(what));
  }

  interface Tried {
    void in(Connection connection) throws Exception;
  }

  static final List<String> modes = List.of("", "&binaryTransfer=false", "&preferQueryMode=simple", "&prepareThreshold=1", "&preferQueryMode=extendedForPrepared");
  static final List<String> extendedModes = modes.stream().filter(mode -> !mode.contains("simple")).toList();
  /** In the others, statements without parameters are sent one by one. */
  static final List<String> batchModes = modes.stream().filter(mode -> !mode.contains("preferQueryMode")).toList();

  /** Tried in each mode, on a connection that has no past. A line says whether it is served. */
  static void feature(String name, List<String> modes, Tried tried) {
    String mode = "";
    try {
      for (String next : modes) {
        mode = next;
        try (Connection connection = DriverManager.getConnection(System.getenv("JDBC") + mode)) {
          tried.in(connection);
        }
      }
      System.out.println("ok - " + name);
    } catch (Throwable failure) {
      System.out.println("not ok - " + name + "\nmode \"" + mode + "\":");
      failure.printStackTrace(System.out);
    }
  }

  public static void main(String[] arguments) {
    feature("connect and authenticate", modes, Pgjdbc::authenticated);
    feature("TLS", List.of(""), Pgjdbc::overTls);
    feature("statements", modes, Pgjdbc::statements);
    feature("parameters of each type", modes, Pgjdbc::values);
    feature("NULLs", modes, Pgjdbc::nulls);
    feature("prepared statements", modes, Pgjdbc::prepared);
    // In simple mode a result comes whole.
    feature("streaming", extendedModes, Pgjdbc::streamed);
    feature("cancel", modes, Pgjdbc::cancelled);
    feature("errors and recovery", modes, Pgjdbc::errors);
    feature("transactions", List.of("&autosave=always"), Pgjdbc::autosave);
    feature("pipeline", batchModes, Pgjdbc::batched);
    feature("COPY out", modes, Pgjdbc::copiedOut);
    feature("COPY in", modes, Pgjdbc::copiedIn);
    feature("many connections", List.of(""), Pgjdbc::connectedOften);
  }

  static void authenticated(Connection connection) throws SQLException {
    check(one(connection, "SELECT current_user").equals("sluice"), "user");
    try {
      DriverManager.getConnection(System.getenv("JDBC").replaceFirst("password=.*", "password=wrong")).close();
      check(false, "no error");
    } catch (SQLException error) {
      check(error.getSQLState().equals("28P01"), error);
    }
  }

  static void overTls(Connection plain) throws SQLException {
    String mine = "SELECT tls FROM sluice.sessions WHERE pid = pg_backend_pid()";
    check(one(plain, mine) == null, "it is over TLS");
    try (Connection connection = DriverManager.getConnection(System.getenv("TLS_JDBC") + "&channelBinding=require")) {
      check("TLSv1.3".equals(one(connection, mine)), "it is not over TLS");
    }
  }

  static Object one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      check(rows.next(), "a row");
      return rows.getObject(1);
    }
  }

  static void statements(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM people_test WHERE name < ? ORDER BY name")) {
      statement.setString(1, "B");
      List<String> names = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) names.add(rows.getString("name"));
      }
      check(names.equals(List.of("Ada Lovelace", "Alan Turing", "Annie Easley")), names);
    }
  }

  static void values(Connection connection) throws SQLException {
    Object[][] values = {
      {"bool", true}, {"int4", 70000}, {"int8", 1L << 40}, {"float8", 1.25}, {"float4", 0.5f}, {"numeric(10,4)", new BigDecimal("1234.5600")}, {"text", "héllo 😀 'x'"},
      {"date", java.sql.Date.valueOf("2024-02-29")}, {"timestamp", Timestamp.valueOf("2024-02-29 12:34:56.789012")}, {"uuid", UUID.fromString("550e8400-e29b-41d4-a716-446655440000")},
    };
    for (Object[] one : values) {
      try (PreparedStatement statement = connection.prepareStatement("SELECT ?::" + one[0])) {
        statement.setObject(1, one[1]);
        try (ResultSet rows = statement.executeQuery()) {
          check(rows.next(), one[0]);
          Object got = rows.getObject(1);
          check(got.equals(one[1]), one[0] + ": " + got + ", not " + one[1]);
        }
      }
    }
    if (!connection.unwrap(PgConnection.class).getPreferQueryMode().value().equals("simple")) arrays(connection);
  }

  static void nulls(Connection connection) throws SQLException {
    for (String type : List.of("bool", "int4", "int8", "float8", "numeric", "text", "date", "timestamp", "uuid", "bytea")) {
      try (PreparedStatement statement = connection.prepareStatement("SELECT ?::" + type + ", ?::text IS NULL")) {
        statement.setNull(1, Types.OTHER);
        statement.setNull(2, Types.VARCHAR);
        try (ResultSet rows = statement.executeQuery()) {
          check(rows.next() && rows.getObject(1) == null && rows.wasNull() && rows.getBoolean(2), type);
        }
      }
    }
  }

  /** In simple mode they are literals, of which the dialect has to know each form. */
  static void arrays(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?::text[], ?::bytea")) {
      statement.setArray(1, connection.createArrayOf("text", new String[] {"a", null, "q\"\\"}));
      statement.setBytes(2, new byte[] {0, -1});
      try (ResultSet rows = statement.executeQuery()) {
        check(rows.next(), "a row");
        check(Arrays.equals((Object[]) rows.getArray(1).getArray(), new String[] {"a", null, "q\"\\"}), "array");
        check(Arrays.equals(rows.getBytes(2), new byte[] {0, -1}), "bytes");
      }
    }
  }

  /** With a fetch size, in a transaction: Execute with a row limit. */
  static void streamed(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement("SELECT i FROM generate_series(1, 5000) t(i)")) {
      statement.setFetchSize(100);
      long sum = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) sum += rows.getLong(1);
      }
      check(sum == 12502500, sum);
    }
    // Two at a time, in turns.
    try (Statement left = connection.createStatement(); Statement right = connection.createStatement()) {
      left.setFetchSize(10);
      right.setFetchSize(7);
      try (ResultSet a = left.executeQuery("SELECT i FROM generate_series(1, 100) t(i)"); ResultSet b = right.executeQuery("SELECT candidate_id FROM candidates ORDER BY 1")) {
        for (int row = 1; row <= 100; row++) check(a.next() && a.getInt(1) == row && b.next() && b.getString(1) != null, row);
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** Past prepareThreshold it has a name, and binary results. */
  static void prepared(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT count(*), avg(years_experience) FROM candidates WHERE years_experience > ?")) {
      long before = Long.MAX_VALUE;
      for (int turn = 0; turn < 12; turn++) {
        statement.setInt(1, turn);
        try (ResultSet rows = statement.executeQuery()) {
          check(rows.next() && rows.getLong(1) <= before, turn);
          before = rows.getLong(1);
        }
      }
    }
  }

  static void errors(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT nothing FROM people_test");
      check(false, "no error");
    } catch (SQLException error) {
      check(error.getSQLState().equals("42703"), error);
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?::int")) {
      statement.setString(1, "x");
      statement.executeQuery();
      check(false, "no error");
    } catch (SQLException error) {
      check(error.getSQLState().equals("22P02"), error);
    }
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT 1")) {
      check(rows.next(), "a row");
    }
  }

  static void cancelled(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      Thread canceller = new Thread(() -> {
        try {
          Thread.sleep(300);
          statement.cancel();
        } catch (Exception failure) {
          failure.printStackTrace();
        }
      });
      canceller.start();
      try {
        statement.executeQuery("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3");
        check(false, "it was not cancelled");
      } catch (SQLException error) {
        check(error.getSQLState().equals("57014"), error);
      }
      canceller.join();
    }
  }

  /** Many of one statement, sent at once. */
  static void batched(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SET application_name = 'batched'")) {
      for (int turn = 0; turn < 300; turn++) statement.addBatch();
      check(statement.executeBatch().length == 300, "a batch");
    }
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("SET application_name = 'first'");
      statement.addBatch("SET nothing = 1");
      statement.addBatch("SET application_name = 'last'");
      statement.executeBatch();
      check(false, "no error");
    } catch (BatchUpdateException error) {
      check(error.getSQLState().equals("42704"), error);
    }
    check(!one(connection, "SHOW application_name").equals("last"), "what comes after the error");
  }

  static void copiedOut(Connection connection) throws Exception {
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    StringWriter out = new StringWriter();
    long rows = copies.copyOut("COPY (SELECT name FROM people_test WHERE name < 'B' ORDER BY 1) TO STDOUT (FORMAT csv)", out);
    check(rows == 3 && out.toString().equals("Ada Lovelace\nAlan Turing\nAnnie Easley\n"), rows + out.toString());
  }

  static void copiedIn(Connection connection) throws Exception {
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS copied_by_pgjdbc (id int, name text)");
    }
    long before = count(connection);
    check(copies.copyIn("COPY copied_by_pgjdbc FROM STDIN (FORMAT csv, HEADER)", new StringReader("id,name\n1,\"a\nb\"\n2,\n")) == 2, "copyIn");
    try {
      copies.copyIn("COPY copied_by_pgjdbc FROM STDIN", new StringReader("1\tx\nnope\ty\n"));
      check(false, "no error");
    } catch (SQLException error) {
      check(error.getSQLState().equals("22P02") && error.getMessage().contains("line 2, column id: \"nope\""), error);
    }
    CopyIn copy = copies.copyIn("COPY copied_by_pgjdbc FROM STDIN");
    copy.writeToCopy("1\tx\n".getBytes(), 0, 4);
    copy.cancelCopy();
    check(count(connection) == before + 2, "rows");
  }

  static void connectedOften(Connection first) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> sums = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int number = thread;
      sums.add(threads.submit(() -> {
        try (Connection own = DriverManager.getConnection(System.getenv("JDBC")); PreparedStatement statement = own.prepareStatement("SELECT ?::int + 1")) {
          for (int turn = 0; turn < 10; turn++) {
            statement.setInt(1, number);
            try (ResultSet rows = statement.executeQuery()) {
              if (!rows.next() || rows.getInt(1) != number + 1) return false;
            }
          }
          return true;
        }
      }));
    }
    threads.shutdown();
    for (Future<Boolean> sum : sums) check(sum.get(), "a sum");
  }

  static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT count(*) FROM copied_by_pgjdbc")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** A savepoint before each statement, so that the transaction outlives its errors. */
  static void autosave(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int turn = 0; turn < 8; turn++) {
        try {
          statement.executeQuery("SELECT 1 / (SELECT 0) FROM nowhere");
          check(false, "no error");
        } catch (SQLException error) {
          check(error.getSQLState().equals("42P01"), error);
        }
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM animals")) {
          check(rows.next() && rows.getInt(1) > 0, turn);
        }
      }
    }
    connection.commit();
  }
}
