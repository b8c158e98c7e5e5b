using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace QuoteStream.Server.Operations;

/// <summary>How every part reads its settings: bound, checked and refused in one place, before anything starts.</summary>
public static class SettingsSetup
{
    /// <summary>
    /// Binds a class that has <see cref="SettingsAttribute"/>, checks it by its data annotations and by <see cref="IValidatableObject"/>,
    /// and registers it as itself and as <see cref="IOptions{TOptions}"/>. Settings are read once: they do not follow a file that changes.
    /// </summary>
    /// <exception cref="SettingException">A key that the class does not have, a value of another type, or one that it refuses.</exception>
    public static T AddSettings<T>(this IHostApplicationBuilder builder)
        where T : class, new()
    {
        var settings = Read<T>(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(Options.Create(settings));
        return settings;
    }

    /// <inheritdoc cref="AddSettings{T}"/>
    internal static T Read<T>(IConfiguration configuration)
        where T : class, new()
    {
        var name = typeof(T).GetCustomAttribute<SettingsAttribute>()?.Section
            ?? throw new InvalidOperationException($"{typeof(T).Name} has no SettingsAttribute.");
        var section = configuration.GetSection(name);
        RefuseUnknownKeys<T>(section);
        if (section.Value is { Length: > 0 } value)
        {
            throw new SettingException(name, value, "it is a section, not a value.");
        }

        var settings = Bind<T>(section);
        Check(name, settings);
        return settings;
    }

    // A misspelt key would otherwise leave its default in force without a word.
    private static void RefuseUnknownKeys<T>(IConfigurationSection section)
    {
        var known = typeof(T).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key)))
        {
            // Its value may be that of a secret whose key is misspelt.
            throw new SettingException(child.Path, SettingException.NotShown, $"there is no such setting; {section.Path} has {string.Join(", ", known.Order())}.");
        }
    }

    private static T Bind<T>(IConfigurationSection section)
        where T : class, new()
    {
        var settings = new T();
        try
        {
            section.Bind(settings);
            SplitLists(section, settings);
            return settings;
        }
        catch (InvalidOperationException fault)
        {
            throw FindUnreadable<T>(section) ?? new SettingException(section.Path, section.Value, SettingException.IsSecret(section.Path) ? "it cannot be read." : fault.Message);
        }
    }

    // A list may be one value, as fits an environment variable; the binder knows only KEY:0, KEY:1 and passes over anything else.
    private static void SplitLists<T>(IConfigurationSection section, T settings)
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.PropertyType == typeof(string[])))
        {
            if (section[property.Name] is { Length: > 0 } list)
            {
                property.SetValue(settings, list.Split(',', StringSplitOptions.TrimEntries));
            }
        }
    }

    // The binder names the key only inside a sentence of its own: read the keys one by one to find which it was.
    private static SettingException? FindUnreadable<T>(IConfigurationSection section)
    {
        foreach (var property in typeof(T).GetProperties())
        {
            var child = section.GetSection(property.Name);
            try
            {
                child.Get(property.PropertyType);
            }
            catch (InvalidOperationException unreadable)
            {
                // The binder's own words have the value in them.
                return new SettingException(child.Path, child.Value, SettingException.IsSecret(child.Path)
                    ? $"it is not of the type {(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).Name}."
                    : (unreadable.InnerException ?? unreadable).Message);
            }
        }

        return null;
    }

    private static void Check(string section, object settings)
    {
        var faults = new List<ValidationResult>();
        if (Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true))
        {
            return;
        }

        var property = faults[0].MemberNames.FirstOrDefault();
        var value = property is null ? null : settings.GetType().GetProperty(property)?.GetValue(settings);
        var text = value is string[] list ? string.Join(',', list) : value;
        throw new SettingException(property is null ? section : $"{section}:{property}", text, faults[0].ErrorMessage ?? "not allowed.");
    }
}
