// CALL query_paged(sql, page_size), query_page(query_id, page, size) and close_result(query_id): a result, kept and read page by page.
import type { Procedure, ResultColumn, Results } from "../../engine/api.js";
import { limits } from "../../limits.js";
import { countArgument, optional, queryArgument, required, resultIdArgument, withDefault } from "./arguments.js";
import { defineProcedure } from "./define.js";

const text = (name: string): ResultColumn => ({ name, type: { id: "VARCHAR" } });
const number = (name: string): ResultColumn => ({ name, type: { id: "BIGINT" } });

const pageSize = countArgument(limits.pageRowsMax);
const pageNumber = countArgument(Number.MAX_SAFE_INTEGER);

export function pagedResults(results: Results): readonly Procedure[] {
  return [queryPaged(results), queryPage(results), closeResult(results)];
}

function queryPaged(results: Results): Procedure {
  return defineProcedure({
    name: "query_paged",
    isForSuperusers: false,
    arguments: { sql: required(queryArgument), page_size: withDefault(pageSize, 100) },
    columns: [text("query_id"), number("total_rows"), number("page_count")],
    changesCatalog: false,
    async run({ arguments: { sql, page_size: size }, context, signal }) {
      const { id, rowCount, pageCount, access } = await results.keep({ sql, pageSize: size, context, signal });
      return { rows: [[id, rowCount, pageCount]], access };
    },
  });
}

function queryPage(results: Results): Procedure {
  return defineProcedure({
    name: "query_page",
    isForSuperusers: false,
    arguments: { query_id: required(resultIdArgument), page: required(pageNumber), size: optional(pageSize) },
    columns: { argument: "query_id", of: (id, context) => results.columns(id, context) },
    changesCatalog: false,
    async run({ arguments: { query_id: id, page, size }, context, signal }) {
      const { batches, access } = await results.page({ id, page, size, context, signal });
      return { rows: [], batches, access };
    },
  });
}

function closeResult(results: Results): Procedure {
  return defineProcedure({
    name: "close_result",
    isForSuperusers: false,
    arguments: { query_id: required(resultIdArgument) },
    columns: [text("query_id")],
    changesCatalog: false,
    async run({ arguments: { query_id: id }, context }) {
      await results.close(id, context);
      return { rows: [[id]] };
    },
  });
}
