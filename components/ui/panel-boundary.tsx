"use client";
import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { Panel } from "./panel";
import { PanelError } from "./panel-error";

type Props = { readonly name: string; readonly children: ReactNode };

/** A failing panel never blanks its page: it says so in its own place and can be tried again. */
export function PanelBoundary({ name, children }: Props) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Catch name={name} onReset={reset}>
          {children}
        </Catch>
      )}
    </QueryErrorResetBoundary>
  );
}

type CatchProps = Props & { readonly onReset: () => void };

class Catch extends Component<CatchProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  private readonly retry = () => {
    this.props.onReset();
    this.setState({ error: null });
  };

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Panel title={this.props.name} asOf="failed">
        <PanelError name={this.props.name} error={this.state.error} onRetry={this.retry} />
      </Panel>
    );
  }
}
