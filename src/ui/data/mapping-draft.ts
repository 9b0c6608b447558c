import { createResource, createSignal, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import {
  type FieldLook,
  type FileInspection,
  MAPPED_FIELDS,
  type MappedField,
  mappingGap,
  type MappingPreview,
  type MappingProposal,
  type MappingWarning,
  type RowMapping,
} from "../../model/row-mapping.ts";

/** A mapping as it is being chosen, with what it would make of the first rows. */
export interface MappingDraft {
  mapping: Accessor<RowMapping>;
  /** Undefined takes a part away. */
  set(part: RowMappingPart): void;
  fields: readonly FieldLook[];
  look(field: string | undefined): FieldLook | undefined;
  /** Why a field stands there, or what is in the one that was chosen instead. */
  why(part: MappedField): string | undefined;
  /** What still stands of what was to be looked at. */
  warnings: Accessor<MappingWarning[]>;
  gap: Accessor<string | undefined>;
  /** Times are read in a zone that has to be said. */
  needsZone: Accessor<boolean>;
  preview: Accessor<MappingPreview | undefined>;
  rows: readonly Record<string, unknown>[];
}

type RowMappingPart = { [Key in keyof RowMapping]?: RowMapping[Key] | undefined };

export function createMappingDraft(
  engine: EngineApi,
  options: {
    fileName: string;
    timeZone: string;
    found: FileInspection;
    proposal: MappingProposal;
    start?: RowMapping | undefined;
  },
): MappingDraft {
  const { found, proposal, fileName } = options;
  const { fields } = proposal;
  const [mapping, setMapping] = createSignal<RowMapping>(options.start ?? proposal.mapping);
  const look = (field: string | undefined): FieldLook | undefined =>
    fields.find((each) => each.field === field);
  const gap = (): string | undefined => mappingGap(mapping());
  const [preview] = createResource(mapping, async (chosen) => {
    const result = await engine.previewMapping(chosen, found.rows, fileName);
    return result.ok ? result.value : undefined;
  });
  const needsZone = (): boolean => {
    const { timestampField, timeFormat } = mapping();
    if (timestampField === undefined) return mapping().fixedDate !== undefined;
    const time = look(timestampField)?.time;
    return time?.needsZone ?? (timeFormat !== undefined && WITHOUT_UNIT.has(timeFormat));
  };
  const isOpen = ({ kind }: MappingWarning): boolean => {
    const now = mapping();
    switch (kind) {
      case "no-time":
      case "no-date":
        return now.timestampField === undefined && now.fixedDate === undefined;
      case "ambiguous-day":
        return now.timestampField === proposal.mapping.timestampField && now.timeFormat === undefined;
      case "nobody":
        return now.userIdField === undefined && now.distinctIdField === undefined;
      case "no-zone":
        return false;
      case "decimal-comma":
        return now.commaNumberFields !== undefined;
      case "too-wide":
        return true;
    }
  };
  return {
    mapping,
    set(part) {
      const next: RowMappingPart = { ...mapping(), ...part };
      for (const key of Object.keys(next) as (keyof RowMapping)[])
        if (next[key] === undefined || next[key] === "") delete next[key];
      const whole = next as RowMapping;
      if (whole.timeZone === undefined) whole.timeZone = options.timeZone;
      const used = new Set(MAPPED_FIELDS.flatMap((each) => whole[each] ?? []));
      for (const part of ["numberFields", "commaNumberFields"] as const) {
        const numbers = proposal.mapping[part]?.filter((field) => !used.has(field)) ?? [];
        if (numbers.length > 0) whole[part] = numbers;
        else delete whole[part];
      }
      setMapping(whole);
    },
    fields,
    look,
    why(part) {
      const field = mapping()[part];
      if (field === undefined) return undefined;
      if (field === proposal.mapping[part] && proposal.reasons[part] !== undefined)
        return proposal.reasons[part];
      const { different = 0, time } = look(field) ?? {};
      if (part === "timestampField") return time?.why ?? "No value is written as a time Lochan reads.";
      return different === 1 ? "One value in all rows." : `${different} different values.`;
    },
    warnings: () => proposal.warnings.filter(isOpen),
    gap,
    needsZone,
    preview: () => (gap() === undefined ? preview.latest : undefined),
    rows: found.rows.map(parseRow),
  };
}

const WITHOUT_UNIT: ReadonlySet<string> = new Set(["iso", "dmy", "mdy", "ymd", "named"]);

/** A row that is very long was cut, and shows nothing. */
function parseRow(text: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === "object" && row !== null ? { ...row } : {};
  } catch {
    return {};
  }
}
