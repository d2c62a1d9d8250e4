// pgx: parameters of each type in binary, prepared statements, batches (pipelines), cursors, COPY, cancel by context, errors and recovery.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func check(holds bool, what ...any) {
	if !holds {
		panic(fmt.Sprint(what...))
	}
}

func code(err error) string {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		return failure.Code
	}
	return fmt.Sprint(err)
}

var allModes = []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol}

// In the simple protocol values are literals, of which the dialect has to know each form.
var bindingModes = allModes[:4]

func connect(ctx context.Context, variable string, mode pgx.QueryExecMode) *pgx.Conn {
	config, err := pgx.ParseConfig(os.Getenv(variable))
	must(err)
	config.DefaultQueryExecMode = mode
	connection, err := pgx.ConnectConfig(ctx, config)
	must(err)
	return connection
}

// feature tries it in each mode, on a connection that has no past. A line says whether it is served.
func feature(name string, modes []pgx.QueryExecMode, tried func(context.Context, *pgx.Conn)) {
	var mode pgx.QueryExecMode
	defer func() {
		if failure := recover(); failure != nil {
			fmt.Printf("not ok - %s\nmode %v: %v\n%s", name, mode, failure, debug.Stack())
		}
	}()
	ctx := context.Background()
	for _, mode = range modes {
		connection := connect(ctx, "DSN_URL", mode)
		tried(ctx, connection)
		must(connection.Close(ctx))
	}
	fmt.Println("ok - " + name)
}

func main() {
	feature("connect and authenticate", allModes, authenticated)
	feature("TLS", allModes[:1], overTls)
	feature("statements", bindingModes, statements)
	feature("parameters of each type", bindingModes, values)
	feature("NULLs", bindingModes, nulls)
	feature("prepared statements", allModes, prepared)
	feature("streaming", allModes, streamed)
	feature("cancel", allModes, cancelled)
	feature("errors and recovery", allModes, failed)
	feature("transactions", allModes, transactions)
	feature("pipeline", allModes, pipelines)
	feature("COPY out", allModes, copiedOut)
	feature("COPY in", allModes[:1], copiedIn)
	feature("many connections", allModes[:1], pooled)
}

func authenticated(ctx context.Context, connection *pgx.Conn) {
	var user string
	must(connection.QueryRow(ctx, "SELECT current_user").Scan(&user))
	check(user == "sluice", user)
	config := connection.Config().Copy()
	config.Password = "wrong"
	_, err := pgx.ConnectConfig(ctx, config)
	check(code(err) == "28P01", err)
}

func overTls(ctx context.Context, plain *pgx.Conn) {
	connection := connect(ctx, "TLS_DSN_URL", pgx.QueryExecModeCacheStatement)
	defer connection.Close(ctx)
	var version string
	must(connection.QueryRow(ctx, "SELECT tls FROM sluice.sessions WHERE pid = pg_backend_pid()").Scan(&version))
	check(version == "TLSv1.3", version)
}

func statements(ctx context.Context, connection *pgx.Conn) {
	rows, err := connection.Query(ctx, "SELECT name FROM people_test WHERE name < $1 ORDER BY name", "B")
	must(err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(err)
	check(reflect.DeepEqual(names, []string{"Ada Lovelace", "Alan Turing", "Annie Easley"}), names)
}

func nulls(ctx context.Context, connection *pgx.Conn) {
	for _, kind := range []string{"bool", "int8", "float8", "text", "bytea", "date", "timestamptz", "uuid"} {
		var nothing any
		var is bool
		must(connection.QueryRow(ctx, "SELECT $1::"+kind+", $2::text IS NULL", nil, nil).Scan(&nothing, &is))
		check(nothing == nil && is, kind, nothing)
	}
}

// prepared takes counts of a statement with a name, and of one that the mode prepares, or does not.
func prepared(ctx context.Context, connection *pgx.Conn) {
	const sql = "SELECT count(*) FROM candidates WHERE years_experience > $1"
	_, err := connection.Prepare(ctx, "counted", sql)
	must(err)
	for turn := 0; turn < 5; turn++ {
		var count, again int64
		must(connection.QueryRow(ctx, "counted", turn).Scan(&count))
		must(connection.QueryRow(ctx, sql, turn).Scan(&again))
		check(count > 0 && count == again, count, again)
	}
}

func copiedOut(ctx context.Context, connection *pgx.Conn) {
	var out bytes.Buffer
	tag, err := connection.PgConn().CopyTo(ctx, &out, "COPY (SELECT name FROM people_test WHERE name < 'B' ORDER BY 1) TO STDOUT")
	must(err)
	check(tag.RowsAffected() == 3 && out.String() == "Ada Lovelace\nAlan Turing\nAnnie Easley\n", tag, out.String())
}

// copiedIn sends rows in binary, having asked for the columns' types.
func copiedIn(ctx context.Context, connection *pgx.Conn) {
	_, err := connection.Exec(ctx, "CREATE TABLE copied_by_pgx (id bigint, name text, moment timestamptz)")
	must(err)
	moment := time.Date(2024, 2, 29, 12, 34, 56, 789012000, time.UTC)
	rows := [][]any{{int64(1), "é", moment}, {int64(2), nil, nil}}
	count, err := connection.CopyFrom(ctx, pgx.Identifier{"copied_by_pgx"}, []string{"id", "name", "moment"}, pgx.CopyFromRows(rows))
	must(err)
	check(count == 2, count)
	var text string
	must(connection.QueryRow(ctx, "SELECT string_agg(id || ' ' || coalesce(name, 'nothing'), ', ' ORDER BY id) FROM copied_by_pgx WHERE id = 2 OR moment = $1", moment).Scan(&text))
	check(text == "1 é, 2 nothing", text)
}

func failed(ctx context.Context, connection *pgx.Conn) {
	var one int
	check(code(connection.QueryRow(ctx, "SELECT nothing FROM people_test").Scan(&one)) == "42703", "an error")
	check(code(connection.QueryRow(ctx, "SELECT 'x'::text::int").Scan(&one)) == "22P02", "an error")
	must(connection.QueryRow(ctx, "SELECT 1").Scan(&one))
}

func values(ctx context.Context, connection *pgx.Conn) {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	moment := time.Date(2024, 2, 29, 12, 34, 56, 789012000, time.UTC)
	var truth bool
	var small int16
	var large int64
	var real float64
	var text string
	var raw []byte
	var date, at time.Time
	var last string
	err := connection.QueryRow(ctx, "SELECT $1::bool, $2::int2, $3::int8, $4::float8, $5::text, $6::bytea, $7::date, $8::timestamptz, $9::text",
		true, int16(-7), int64(1)<<40, 1.25, "héllo 😀 'x'", []byte{0, 255}, day, moment, "last").
		Scan(&truth, &small, &large, &real, &text, &raw, &date, &at, &last)
	must(err)
	check(truth && small == -7 && large == 1<<40 && real == 1.25 && text == "héllo 😀 'x'", truth, small, large, real, text)
	check(bytes.Equal(raw, []byte{0, 255}) && date.Equal(day) && at.Equal(moment), raw, date, at)
	check(last == "last", last)
}

func transactions(ctx context.Context, connection *pgx.Conn) {
	tx, err := connection.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	must(err)
	nested, err := tx.Begin(ctx)
	must(err)
	var one int
	check(code(nested.QueryRow(ctx, "SELECT nothing FROM people_test").Scan(&one)) == "42703", "an error")
	check(code(nested.QueryRow(ctx, "SELECT 1").Scan(&one)) == "25P02", "a failed transaction")
	must(nested.Rollback(ctx))
	must(tx.QueryRow(ctx, "SELECT 1").Scan(&one))
	must(tx.Commit(ctx))
}

func streamed(ctx context.Context, connection *pgx.Conn) {
	tx, err := connection.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	must(err)
	_, err = tx.Exec(ctx, "DECLARE c CURSOR FOR SELECT i::int8 FROM generate_series(1, 100) t(i)")
	must(err)
	sum := int64(0)
	for {
		rows, err := tx.Query(ctx, "FETCH 30 FROM c")
		must(err)
		page, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		must(err)
		for _, number := range page {
			sum += number
		}
		if len(page) < 30 {
			break
		}
	}
	check(sum == 5050, sum)
	must(tx.Commit(ctx))
}

func pipelines(ctx context.Context, connection *pgx.Conn) {
	batch := &pgx.Batch{}
	for number := 0; number < 20; number++ {
		batch.Queue("SELECT $1::int4 * 2", number)
	}
	batch.Queue("SELECT nothing")
	batch.Queue("SELECT 1")
	results := connection.SendBatch(ctx, batch)
	for number := 0; number < 20; number++ {
		var double int
		if err := results.QueryRow().Scan(&double); err != nil {
			// Some modes describe all statements first, and hear of the error then.
			check(code(err) == "42703" && number == 0, err)
			break
		}
		check(double == 2*number, double)
	}
	check(code(results.Close()) == "42703", "what fails in it")
	var one int
	must(connection.QueryRow(ctx, "SELECT 1").Scan(&one))
}

func cancelled(ctx context.Context, connection *pgx.Conn) {
	config := connection.Config().Copy()
	other, err := pgx.ConnectConfig(ctx, config)
	must(err)
	short, stop := context.WithTimeout(ctx, 300*time.Millisecond)
	defer stop()
	began := time.Now()
	_, err = other.Exec(short, "SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3")
	check(err != nil && time.Since(began) < 5*time.Second, err)
	_ = other.Close(ctx)
	var one int
	must(connection.QueryRow(ctx, "SELECT 1").Scan(&one))
}

func pooled(ctx context.Context, _ *pgx.Conn) {
	pool, err := pgxpool.New(ctx, os.Getenv("DSN_URL"))
	must(err)
	defer pool.Close()
	sums := make(chan int, 100)
	for number := 0; number < 100; number++ {
		go func() {
			next := 0
			// A panic would not be recovered from here. What fails is no sum.
			_ = pool.QueryRow(ctx, "SELECT $1::int4 + 1", number).Scan(&next)
			sums <- next - number
		}()
	}
	for number := 0; number < 100; number++ {
		check(<-sums == 1, "a sum")
	}
}
