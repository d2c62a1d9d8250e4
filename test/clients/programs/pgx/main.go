// pgx: parameters of each type in binary, prepared statements, batches (pipelines), cursors, COPY, cancel by context, errors and recovery.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
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

func main() {
	ctx := context.Background()
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol} {
		config, err := pgx.ParseConfig(os.Getenv("DSN_URL"))
		must(err)
		config.DefaultQueryExecMode = mode
		connection, err := pgx.ConnectConfig(ctx, config)
		must(err)
		if mode != pgx.QueryExecModeSimpleProtocol {
			// There, values are literals, of which the dialect has to know each form.
			values(ctx, connection)
		}
		transactions(ctx, connection)
		pipelines(ctx, connection)
		cancelled(ctx, connection)
		must(connection.Close(ctx))
	}
	pooled(ctx)
	fmt.Println("ok")
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
	var nothing *string
	var last string
	err := connection.QueryRow(ctx, "SELECT $1::bool, $2::int2, $3::int8, $4::float8, $5::text, $6::bytea, $7::date, $8::timestamptz, $9::text, $10::text",
		true, int16(-7), int64(1)<<40, 1.25, "héllo 😀 'x'", []byte{0, 255}, day, moment, nil, "last").
		Scan(&truth, &small, &large, &real, &text, &raw, &date, &at, &nothing, &last)
	must(err)
	check(truth && small == -7 && large == 1<<40 && real == 1.25 && text == "héllo 😀 'x'", truth, small, large, real, text)
	check(bytes.Equal(raw, []byte{0, 255}) && date.Equal(day) && at.Equal(moment) && nothing == nil, raw, date, at, nothing)
	check(last == "last", last)
	rows, err := connection.Query(ctx, "SELECT name FROM people_test WHERE name < $1 ORDER BY name", "B")
	must(err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(err)
	check(reflect.DeepEqual(names, []string{"Ada Lovelace", "Alan Turing", "Annie Easley"}), names)
	for turn := 0; turn < 5; turn++ {
		var count int64
		must(connection.QueryRow(ctx, "SELECT count(*) FROM candidates WHERE years_experience > $1", turn).Scan(&count))
		check(count > 0, count)
	}
	var out bytes.Buffer
	tag, err := connection.PgConn().CopyTo(ctx, &out, "COPY (SELECT name FROM people_test WHERE name < 'B' ORDER BY 1) TO STDOUT")
	must(err)
	check(tag.RowsAffected() == 3 && out.String() == "Ada Lovelace\nAlan Turing\nAnnie Easley\n", tag, out.String())
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
	_ = results.Close()
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
}

func pooled(ctx context.Context) {
	pool, err := pgxpool.New(ctx, os.Getenv("DSN_URL"))
	must(err)
	defer pool.Close()
	sums := make(chan int, 100)
	for number := 0; number < 100; number++ {
		go func() {
			var next int
			must(pool.QueryRow(ctx, "SELECT $1::int4 + 1", number).Scan(&next))
			sums <- next - number
		}()
	}
	for number := 0; number < 100; number++ {
		check(<-sums == 1, "a sum")
	}
}
