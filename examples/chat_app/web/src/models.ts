// What the agent console offers in its model picker.

export interface ModelOption {
  id: string;
  label: string;
  hint: string;
}

export const DEFAULT_MODEL = "deepseek-chat";

export const MODEL_OPTIONS: ModelOption[] = [
  { id: "deepseek-chat", label: "Quick answer", hint: "Customer replies, a few seconds" },
  { id: "deepseek-reasoner", label: "Think it through", hint: "Billing sums, up to two minutes" },
];

export function labelOf(id: string): string {
  return MODEL_OPTIONS.find((option) => option.id === id)?.label ?? id;
}
