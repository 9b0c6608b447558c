import { expect, test } from "vitest";
import { refusedToCsv } from "../../../src/ui/data/refused-csv.ts";

test("refused rows are a table with the file, the line, the reason and the text of each, and no cell is a formula", () => {
  const rows = [
    { index: 7, reason: 'time is not a date: "soon", or so' },
    { index: 1_234, id: "=1+1", reason: "-x is\nlong", text: '=cmd,"a"' },
  ];
  expect(refusedToCsv("@a,b.csv", rows)).toBe(
    [
      "file,line,id,reason,row",
      '"\'@a,b.csv",7,,"time is not a date: ""soon"", or so",',
      '"\'@a,b.csv",1234,\'=1+1,"\'-x is\nlong","\'=cmd,""a"""',
      "",
    ].join("\r\n"),
  );
});
