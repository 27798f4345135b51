// What modules know of themselves; declared here because the language's own library leaves it to environments.

declare global {
  interface ImportMeta {
    url: string;
  }
}

export {};
